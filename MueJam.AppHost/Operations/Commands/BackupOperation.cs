using System.CommandLine;
using MueJam.AppHost.Operations.Backups;

namespace MueJam.AppHost.Operations.Commands;

/// <summary>Backs everything up into a folder that appears when it is whole.</summary>
internal sealed class BackupOperation() : Operation("backup", "Backs up the database, the time series, silences and dashboards into a new folder, with checksums.")
{
    private static readonly Argument<DirectoryInfo?> Target = new("folder")
    {
        Description = "The folder to make; it must not exist. By default one under .muejam/backups, named by the time.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public override IReadOnlyList<Symbol> Symbols { get; } = [Target];

    public override bool IsExclusive => true;

    public override async Task<int> RunAsync(RunningStack stack, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var target = options["folder"] ?? Path.Combine(stack.Folders.Backups, now.ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture));
        if (Path.Exists(target))
        {
            throw new OperationException($"{target} exists already. A backup never overwrites anything: name another folder.");
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(target))!;
        Directory.CreateDirectory(parent);
        DeleteUnfinished(parent, target);
        var unfinished = OwnersAlone(target + Unfinished);
        try
        {
            var leftOut = new List<string>();
            foreach (var part in BackupPart.All)
            {
                if (!await part.IsAvailableAsync(stack, cancellationToken))
                {
                    leftOut.Add(part.Name);
                    report.Line($"{part.Name}: left out, it is not available on this machine.", Tone.Warning);
                    continue;
                }

                report.Progress($"Backing up {part.Name}");
                var folder = Directory.CreateDirectory(Path.Combine(unfinished, part.Name)).FullName;
                await part.BackUpAsync(stack, folder, cancellationToken);
                var size = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
                report.Line($"{part.Name}: {ByteSizes.Format(size)}", Tone.Good);
            }

            report.Progress("Writing checksums");
            await BackupManifest.WriteAsync(unfinished, now, stack.Name, leftOut, cancellationToken);
            // A rename is all or nothing.
            Directory.Move(unfinished, target);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }

        report.Line($"The backup is in {target}", Tone.Good);
        return ExitCodes.Done;
    }

    private const string Unfinished = ".unfinished";

    /// <summary>What a backup to the same folder left when its AppHost was killed.</summary>
    private static void DeleteUnfinished(string parent, string target)
    {
        var left = Path.Combine(parent, Path.GetFileName(target) + Unfinished);
        if (Directory.Exists(left))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>A folder that nobody else can read: it will hold what readers and authors wrote.</summary>
    private static string OwnersAlone(string path)
        => (OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)).FullName;
}
