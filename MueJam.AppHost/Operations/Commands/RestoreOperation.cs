using System.CommandLine;
using MueJam.AppHost.Operations.Backups;

namespace MueJam.AppHost.Operations.Commands;

/// <summary>Puts a backup back: checked whole first, prepared next to what runs, then put into effect.</summary>
internal sealed class RestoreOperation() : Operation("restore", "Puts a backup back into an empty stack; refuses a damaged backup, and a stack that holds something unless told to overwrite.")
{
    private static readonly Argument<DirectoryInfo> Source = new("folder") { Description = "The backup's folder." };
    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replaces the database and dashboards of the same uid; silences and time series are added to those that are there." };
    private static readonly Option<bool> Check = new("--check") { Description = "Only checks that the backup is whole." };

    /// <summary>The option, not the shell's, of the AppHost that finishes what another one began.</summary>
    public const string Finish = "finish";

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

        var restore = new Restore(stack, source, report);
        if (options.Has(Finish))
        {
            await restore.FinishAsync(parts, cancellationToken);
        }
        else
        {
            if (!options.Has("overwrite"))
            {
                await RefuseContentAsync(stack, parts, cancellationToken);
            }

            await restore.RunAsync(parts, cancellationToken);
        }

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
}
