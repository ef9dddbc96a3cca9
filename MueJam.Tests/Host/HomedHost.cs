using System.Text.Json.Nodes;

namespace MueJam.Tests.Host;

/// <summary>
/// A stack as a process that is operated by Aspire's command line. Its home is its state folder, so that the tool finds
/// this one alone.
/// </summary>
internal sealed class HomedHost : IAsyncDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly HostProcess _host;

    private HomedHost(HostProcess host, string state) => (_host, Cli) = (host, new AspireCli(state));

    public AspireCli Cli { get; }

    /// <summary>What the AppHost has printed.</summary>
    public string Output => _host.Output;

    /// <summary>Starts it, and waits until everything is up.</summary>
    /// <param name="state">Its folder; what is there goes on.</param>
    /// <param name="command">Ends in running dotnet with the arguments after it.</param>
    /// <param name="environment">More variables.</param>
    public static async Task<HomedHost> StartAsync(
        string state,
        IReadOnlyList<string>? command = null,
        params (string Name, string Value)[] environment
    )
    {
        var host = HostProcess.Start(
            command ?? ["dotnet"],
            [$"--LocalPrograms:StateDirectory={state}", "--Run=Programs", "--Stack=homed"],
            // Not an argument: another test looks for its secrets in the process list.
            [("HOME", state), ("JWT_SIGNING_KEY", Tokens.Key), .. environment]
        );
        await host.PrintsAsync(HostProcess.Up, Start);
        return new HomedHost(host, state);
    }

    /// <summary>Runs a command of a resource.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string resource, string command, params string[] options) =>
        Cli.RunAsync(["resource", resource, command, .. options]);

    /// <summary>The address of a resource, the first one if no endpoint is named.</summary>
    public async Task<Uri> AddressAsync(string resource, string? endpoint = null) =>
        (await DescribeAsync(resource))["urls"]!
            .AsArray()
            .Where(url => endpoint is null || $"{url!["name"]}" == endpoint)
            .Select(url => new Uri($"{url!["url"]}"))
            .First();

    /// <summary>Presses a button and waits until the resource is healthy again.</summary>
    public async Task RestartAsync(string resource)
    {
        var (exitCode, output) = await RunAsync(resource, "restart");
        Assert.True(exitCode == 0, output);
        (exitCode, output) = await Cli.RunAsync("wait", resource);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Waits until a resource has logged a text.</summary>
    public async Task LogsAsync(string resource, string text)
    {
        await using var logs = await Cli.StartAsync("logs", resource, "--follow");
        await logs.PrintsAsync(text, Limit);
    }

    public async Task KillAsync()
    {
        await _host.SignalAsync("KILL");
        await _host.ExitedAsync(Limit);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>What the CLI says of a resource.</summary>
    public async Task<JsonNode> DescribeAsync(string resource)
    {
        var (exitCode, output) = await Cli.RunAsync("describe", "--format", "json");
        Assert.True(exitCode == 0, output);
        // What the tool says of itself, in colour and to the other output, may come between and after.
        var json = string.Join('\n', output.Split('\n').Where(line => !line.Contains('\e')));
        var resources = JsonNode.Parse(json[json.IndexOf('{', StringComparison.Ordinal)..])!["resources"]!.AsArray();
        return resources.Single(one => $"{one!["displayName"]}" == resource)!;
    }
}
