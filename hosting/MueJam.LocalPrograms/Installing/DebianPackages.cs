using System.Diagnostics;
using MueJam.LocalPrograms.Files;

namespace MueJam.LocalPrograms.Installing;

/// <summary>Installs packages of Debian and Ubuntu without starting their services.</summary>
internal static class DebianPackages
{
    private const string Policy = "/usr/sbin/policy-rc.d";
    private const string LockFile = "/var/lock/muejam-packages.lock";

    /// <summary>This machine has apt, and this process may use it.</summary>
    public static bool CanInstall => Environment.IsPrivilegedProcess && File.Exists("/usr/bin/apt-get");

    /// <summary>Installs packages, one host at a time.</summary>
    /// <exception cref="ProgramException">apt failed; its last line is in the message.</exception>
    public static async Task InstallAsync(
        IReadOnlyCollection<string> packages,
        IProgress<string> progress,
        CancellationToken cancellationToken
    )
    {
        await using var turn = await FileLock
            .TakeAsync(LockFile, "Waiting for another host that installs packages", progress, cancellationToken)
            .ConfigureAwait(false);
        var names = string.Join(' ', packages);
        progress.Report($"Installing {names} (once, by apt-get)");
        var keepsPolicy = File.Exists(Policy);
        if (!keepsPolicy)
        {
            // 101: the action is not allowed. The servers here are ours to start.
            await File.WriteAllTextAsync(Policy, "#!/bin/sh\nexit 101\n", cancellationToken).ConfigureAwait(false);
            File.SetUnixFileMode(Policy, (UnixFileMode)0b111_101_101);
        }

        try
        {
            KeepFromMakingClusters();
            await RunAsync(["update"], cancellationToken).ConfigureAwait(false);
            await RunAsync(
                    ["install", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", .. packages],
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        finally
        {
            if (!keepsPolicy)
            {
                File.Delete(Policy);
            }
        }
    }

    /// <summary>Debian's PostgreSQL makes a cluster of its own when it is installed, unless told not to.</summary>
    private static void KeepFromMakingClusters()
    {
        const string Settings = "/etc/postgresql-common/createcluster.conf";
        if (!File.Exists(Settings))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Settings)!);
            File.WriteAllText(Settings, "create_main_cluster = false\n");
        }
    }

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "apt-get",
            ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0", .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var apt = Process.Start(start)!;
        apt.StandardInput.Close();
        var output = apt.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await apt.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await apt.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (apt.ExitCode != 0)
        {
            throw new ProgramException(
                $"apt-get {string.Join(' ', arguments)} failed: {errors.Trim().Split('\n')[^1]} Run it by hand to "
                    + "see all of it."
            );
        }
    }
}
