using MueJam.Operations.Backups;
using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Puts a backup back: checked whole first, prepared next to what runs, then put into effect.</summary>
internal sealed class RestoreOperation()
    : Operation(
        "restore",
        "Restore a backup",
        "Puts a backup back into an empty stack; refuses a damaged backup, and a stack that holds something "
            + "unless told to overwrite."
    )
{
    private const string Overwrite = "overwrite",
        Check = "check";

    public override string Icon => "ArrowUpload";

    public override string Question =>
        "Restore the backup that you are about to name, and restart what reads its data?";

    public override bool IsExclusive => true;

    public override IReadOnlyList<InteractionInput> Arguments { get; } =
    [
        FolderArgument.Input("The backup's folder, as a whole path.", isRequired: true),
        new()
        {
            Name = Overwrite,
            Label = "Overwrite",
            Description =
                "Replaces the database and dashboards of the same uid; silences and time series are added to "
                + "those that are there.",
            InputType = InputType.Boolean,
        },
        new()
        {
            Name = Check,
            Label = "Only check",
            Description = "Only checks that the backup is whole.",
            InputType = InputType.Boolean,
        },
    ];

    public override void Validate(InputsDialogValidationContext context) => FolderArgument.Validate(context);

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var source = arguments[FolderArgument.Name]!;
        var manifest = await VerifyAsync(source, report, cancellationToken);
        if (arguments.Has(Check))
        {
            return Result.Good("Nothing was done but this check.");
        }

        var parts = await PartsAsync(stack, manifest, report, cancellationToken);
        if (!arguments.Has(Overwrite))
        {
            await RefuseContentAsync(stack, parts, cancellationToken);
        }

        foreach (var part in parts)
        {
            report.Line(
                $"{part.Name}: to be restored"
                    + (await part.ContentAsync(stack, cancellationToken) is { } content ? $" over {content}" : "")
            );
        }

        arguments.EnsureConfirmed();
        await new Restore(stack, source, report).RunAsync(parts, cancellationToken);
        return Result.Good("The backup is restored.");
    }

    /// <summary>Does what follows the database, of a restore whose AppHost was killed.</summary>
    public static async Task<Result> FinishAsync(
        OperatedStack stack,
        string source,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var manifest = await VerifyAsync(source, report, cancellationToken);
        await new Restore(stack, source, report).FinishAsync(
            await PartsAsync(stack, manifest, report, cancellationToken),
            cancellationToken
        );
        return Result.Good("The backup is restored.");
    }

    private static async Task<BackupManifest> VerifyAsync(
        string source,
        Report report,
        CancellationToken cancellationToken
    )
    {
        report.Step("Checking the backup");
        var manifest = await BackupManifest.VerifyAsync(source, cancellationToken);
        report.Done(
            $"The backup of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC is whole: {manifest.Files.Count} files."
        );
        return manifest;
    }

    /// <summary>What the backup and the stack both have.</summary>
    private static async Task<IReadOnlyList<BackupPart>> PartsAsync(
        OperatedStack stack,
        BackupManifest manifest,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var parts = new List<BackupPart>();
        foreach (var part in BackupPart.All)
        {
            if (manifest.LeftOut.Contains(part.Name))
            {
                report.Done($"{part.Name}: left out, the backup has none.", Tone.Warning);
            }
            else if (!await part.IsAvailableAsync(stack, cancellationToken))
            {
                report.Done($"{part.Name}: left out, it is not available on this machine.", Tone.Warning);
            }
            else
            {
                parts.Add(part);
            }
        }

        return parts;
    }

    private static async Task RefuseContentAsync(
        OperatedStack stack,
        IReadOnlyList<BackupPart> parts,
        CancellationToken cancellationToken
    )
    {
        var contents = new List<string>();
        foreach (var part in parts)
        {
            if (await part.ContentAsync(stack, cancellationToken) is { } content)
            {
                contents.Add($"{part.Name} has {content}");
            }
        }

        if (contents.Count > 0)
        {
            throw new OperationException(
                $"The stack is not empty: {string.Join(", ", contents)}. Nothing was done. Give --{Overwrite} to "
                    + "restore all the same."
            );
        }
    }
}
