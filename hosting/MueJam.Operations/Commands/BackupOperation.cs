using System.Globalization;
using MueJam.Operations.Backups;
using MueJam.Operations.Reports;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Commands;

/// <summary>Backs everything up into a folder that appears when it is whole.</summary>
internal sealed class BackupOperation()
    : Operation(
        "backup",
        "Back up the stack",
        "Backs up the database, the time series, silences and dashboards into a new folder, with checksums."
    )
{
    private const string Unfinished = ".unfinished";

    public override string Icon => "ArrowDownload";

    public override IReadOnlyList<InteractionInput> Arguments { get; } =
    [
        FolderArgument.Input(
            "The folder to make, as a whole path; it must not exist. By default one under .muejam/backups, named "
                + "by the time.",
            isRequired: false
        ),
    ];

    public override bool IsExclusive => true;

    public override void Validate(InputsDialogValidationContext context) => FolderArgument.Validate(context);

    public override async Task<Result> RunAsync(
        OperatedStack stack,
        OperationArguments arguments,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var now = DateTimeOffset.UtcNow;
        var target =
            arguments[FolderArgument.Name]
            ?? Path.Combine(stack.Known.BackupsFolder, now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        if (Path.Exists(target))
        {
            throw new OperationException(
                $"{target} exists already. A backup never overwrites anything: name another folder."
            );
        }

        var unfinished = Make(target);
        try
        {
            var leftOut = new List<string>();
            foreach (var part in BackupPart.All)
            {
                if (!await part.IsAvailableAsync(stack, cancellationToken))
                {
                    leftOut.Add(part.Name);
                    report.Done($"{part.Name}: left out, it is not available on this machine.", Tone.Warning);
                    continue;
                }

                report.Step($"Backing up {part.Name}");
                var folder = Directory.CreateDirectory(Path.Combine(unfinished, part.Name)).FullName;
                await part.BackUpAsync(stack, folder, cancellationToken);
                var size = new DirectoryInfo(folder)
                    .EnumerateFiles("*", SearchOption.AllDirectories)
                    .Sum(file => file.Length);
                report.Done($"{part.Name}: {ByteSizes.Format(size)}");
            }

            report.Step("Writing checksums");
            await BackupManifest.WriteAsync(unfinished, now, stack.Known.Name, leftOut, cancellationToken);
            // A rename is all or nothing.
            Directory.Move(unfinished, target);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }

        return Result.Good($"The backup is in {target}");
    }

    /// <summary>Makes the folder under the name that it has until it is whole.</summary>
    private static string Make(string target)
    {
        try
        {
            var parent = Path.GetDirectoryName(Path.GetFullPath(target))!;
            Directory.CreateDirectory(parent);
            DeleteUnfinished(parent, target);
            return OwnersAlone(target + Unfinished);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system's own words may name another file, or none.
            throw new OperationException($"The folder {target} cannot be made there: {e.Message} Name another folder.");
        }
    }

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
    private static string OwnersAlone(string path) =>
        (
            OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path)
                : Directory.CreateDirectory(
                    path,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                )
        ).FullName;
}
