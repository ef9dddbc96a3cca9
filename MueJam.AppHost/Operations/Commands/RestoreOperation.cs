using System.CommandLine;
using MueJam.AppHost.Operations.Backups;

namespace MueJam.AppHost.Operations.Commands;

/// <summary>Puts a backup back: checked whole first, prepared next to what runs, then put into effect.</summary>
internal sealed class RestoreOperation() : Operation("restore", "Puts a backup back into an empty stack; refuses a damaged backup, and a stack that holds something unless told to overwrite.")
{
    private static readonly Argument<DirectoryInfo> Source = new("folder") { Description = "The backup's folder." };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replaces the database and dashboards of the same uid; silences and time series are added to those that are there." };
    private static readonly Option<bool> Check = new("--check") { Description = "Only checks that the backup is whole." };

    public override IReadOnlyList<Symbol> Symbols { get; } = [Source, Overwrite, Check];

    public override bool IsExclusive => true;

    public override async Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        var source = options["folder"]!;
        report.Progress("Checking the backup");
        var manifest = await BackupManifest.VerifyAsync(source, cancellationToken);
        report.Line($"The backup of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC is whole: {manifest.Files.Count} files.", Tone.Good);
        if (options.Has("check"))
        {
            return ExitCodes.Done;
        }

        var parts = new List<BackupPart>();
        foreach (var part in BackupPart.All)
        {
            if (manifest.LeftOut.Contains(part.Name) || !await part.IsAvailableAsync(stack, cancellationToken))
            {
                report.Line($"{part.Name}: left out, {(manifest.LeftOut.Contains(part.Name) ? "the backup has none" : "it is not available on this machine")}.", Tone.Warning);
            }
            else
            {
                parts.Add(part);
            }
        }

        if (!options.Has("overwrite"))
        {
            await RefuseContentAsync(stack, parts, cancellationToken);
        }

        await RestoreAsync(stack, parts, source, report, cancellationToken);
        report.Line("The backup is restored.", Tone.Good);
        return ExitCodes.Done;
    }

    private static async Task RefuseContentAsync(RunningStack stack, IReadOnlyList<BackupPart> parts, CancellationToken cancellationToken)
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
            throw new OperationException($"The stack is not empty: {string.Join(", ", contents)}. Nothing was done. Give --overwrite to restore all the same.");
        }
    }

    /// <summary>Interrupted before the database's transaction has ended, all is as before; after that, the rest is done to its end.</summary>
    private static async Task RestoreAsync(RunningStack stack, IReadOnlyList<BackupPart> parts, string source, IReport report, CancellationToken cancellationToken)
    {
        var prepared = new List<(BackupPart Part, PreparedPart Restore)>();
        try
        {
            foreach (var part in parts)
            {
                report.Progress($"Preparing {part.Name}");
                prepared.Add((part, await part.PrepareAsync(stack, Path.Combine(source, part.Name), cancellationToken)));
            }

            foreach (var (part, restore) in prepared)
            {
                report.Progress($"Restoring {part.Name}");
                report.Line($"{part.Name}: {await restore.CommitAsync(part is PostgresPart ? cancellationToken : CancellationToken.None)}.", Tone.Good);
            }
        }
        finally
        {
            foreach (var (_, restore) in prepared)
            {
                await restore.DisposeAsync();
            }
        }
    }
}
