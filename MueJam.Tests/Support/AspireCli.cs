namespace MueJam.Tests.Support;

/// <summary>
/// Aspire's command line, as the tool manifest names it, on an AppHost that has a home of its own: the tool finds no
/// other.
/// </summary>
/// <param name="home">The AppHost's <c>HOME</c>.</param>
internal sealed class AspireCli(string home)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string OwnHome = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Runs a command line to its end.</summary>
    /// <returns>The exit code, and all that it printed.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var tool = await StartAsync(arguments);
        var exitCode = await tool.ExitedAsync(Limit);
        return (exitCode, tool.Output);
    }

    /// <summary>Starts a command line that the test goes on with.</summary>
    public Task<HostProcess> StartAsync(params string[] arguments) =>
        BeginAsync(["dotnet", "aspire", "--non-interactive", "--nologo", .. arguments]);

    /// <summary>Starts lines of a shell, the tool among them.</summary>
    public Task<HostProcess> ShellAsync(string script) => BeginAsync(["bash", "-c", script]);

    private async Task<HostProcess> BeginAsync(IReadOnlyList<string> command)
    {
        await DotnetTools.RestoredAsync();
        return HostProcess.Run(
            Repository.Root,
            command,
            [
                ("HOME", home),
                ("DOTNET_CLI_HOME", Environment.GetEnvironmentVariable("DOTNET_CLI_HOME") ?? OwnHome),
                (
                    "NUGET_PACKAGES",
                    Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(OwnHome, ".nuget", "packages")
                ),
                ("ASPIRE_CLI_TELEMETRY_OPTOUT", "true"),
            ]
        );
    }
}
