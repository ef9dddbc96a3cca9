using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MueJam.LocalPrograms.Files;

namespace MueJam.LocalPrograms.Installing;

/// <summary>
/// The page of <c>grafana-preview</c>: built by npm when it is first needed, and again when its sources have changed.
/// </summary>
internal static class PreviewPage
{
    private static readonly string Project = Metadata("GrafanaPreview.Folder");
    private static readonly string Sources = Path.Combine(Project, "web");
    private static readonly Lazy<string> Built = new(() => Path.Combine(Project, "obj", "page", Hash(SourceFiles())));

    /// <summary>The server that shows it.</summary>
    public static string Program { get; } = Metadata("GrafanaPreview.Program");

    /// <summary>
    /// Where the page is, or will be: a folder for each state of the sources, so that no build changes what another
    /// host serves.
    /// </summary>
    public static string Folder => Built.Value;

    public static bool IsBuilt => File.Exists(Path.Combine(Folder, "index.html"));

    /// <summary>Builds it, one host at a time, into a folder that is renamed when it is complete.</summary>
    /// <exception cref="ProgramException">npm failed, or this user may not write here; the message says
    /// what.</exception>
    public static async Task BuildAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        try
        {
            await BuildInTurnAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new ProgramException($"The dashboards page cannot be built: {e.Message}", e);
        }
    }

    private static async Task BuildInTurnAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        await using var turn = await FileLock
            .TakeAsync(
                $"{Path.GetDirectoryName(Folder)}.lock",
                "Waiting for another host that builds the dashboards page",
                progress,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (IsBuilt)
        {
            return;
        }

        progress.Report("Building the dashboards page (first time only, about a minute)");
        await InstallPackagesAsync(cancellationToken).ConfigureAwait(false);
        var building = $"{Folder}.building";
        await NpmAsync(["run", "build", "--", "--outDir", building, "--emptyOutDir"], cancellationToken)
            .ConfigureAwait(false);
        Directory.Move(building, Folder);
    }

    private static async Task InstallPackagesAsync(CancellationToken cancellationToken)
    {
        var installed = Path.Combine(Sources, "node_modules", ".installed");
        var wanted = Hash([Path.Combine(Sources, "package-lock.json")]);
        if (
            !File.Exists(installed)
            || await File.ReadAllTextAsync(installed, cancellationToken).ConfigureAwait(false) != wanted
        )
        {
            await NpmAsync(["ci"], cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(installed, wanted, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task NpmAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var npm = Process.Start(
            new ProcessStartInfo("npm", arguments)
            {
                WorkingDirectory = Sources,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        npm.StandardInput.Close();
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = await npm.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await output.ConfigureAwait(false);
            await npm.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (npm.ExitCode != 0)
            {
                var cause =
                    errors.Split('\n').FirstOrDefault(line => line.Contains("rror", StringComparison.Ordinal))
                    ?? $"exit code {npm.ExitCode}.";
                throw new ProgramException(
                    $"npm {arguments[0]} failed: {cause.Trim()} Run it by hand in {Sources} to see all of it."
                );
            }
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static IEnumerable<string> SourceFiles() =>
        Directory
            .EnumerateFiles(Sources)
            .Concat(
                ((string[])["src", "icons"]).SelectMany(folder =>
                    Directory.EnumerateFiles(Path.Combine(Sources, folder), "*", SearchOption.AllDirectories)
                )
            )
            .Order(StringComparer.Ordinal);

    private static string Hash(IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Sources, file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string Metadata(string key) =>
        typeof(PreviewPage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
