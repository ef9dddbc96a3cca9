namespace MueJam.Tests.Support;

/// <summary>The <c>ops</c> commands as a shell runs them.</summary>
internal static class Ops
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command on a stack.</summary>
    /// <returns>Its exit code and all it printed.</returns>
    public static Task<(int ExitCode, string Output)> RunAsync(RunningStack stack, params string[] arguments)
        => RunAsync([.. arguments, "--stack", stack.Name]);

    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> arguments)
    {
        await using var shell = Start(arguments);
        var exitCode = await shell.ExitedAsync(Limit);
        return (exitCode, shell.Output);
    }

    /// <summary>Waits until the doctor finds something wrong, and all of these.</summary>
    public static Task DoctorFindsAsync(RunningStack stack, params string[] findings)
        => Eventually.GetAsync(_ => RunAsync(stack, "doctor"), answer => answer.ExitCode == 1 && findings.All(finding => answer.Output.Contains(finding, StringComparison.Ordinal)));

    /// <summary>Starts a command that the test goes on with.</summary>
    public static HostProcess Start(IEnumerable<string> arguments) => HostProcess.Start(["ops", .. arguments]);
}
