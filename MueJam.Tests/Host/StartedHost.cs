using System.Text.Json;
using System.Text.RegularExpressions;
using MueJam.LocalPrograms.Files;
using MueJam.Tests.Support;

namespace MueJam.Tests.Host;

/// <summary>The AppHost as a user starts it, with its dashboard, and Aspire's own command line for it.</summary>
public sealed class StartedHost : IAsyncLifetime
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-started-");

    /// <summary>The AppHost.</summary>
    internal HostProcess Process { get; private set; } = null!;

    /// <summary>The dashboard's address, with what signs in.</summary>
    internal Uri Login { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await CommandLine.RunAsync("dotnet", "tool", "restore");
        Process = HostProcess.Start(
            [$"--LocalPrograms:StateDirectory={_state.FullName}", "--DcpPublisher:RandomizePorts=true", "--Seed:Stories=30", "--Seed:Whispers=100", $"--JWT_SIGNING_KEY={Tokens.Key}"]);
        await Process.PrintsAsync(HostProcess.Up, Start);
        Login = new Uri(Regex.Match(Process.Output, @"Dashboard: (http\S+)").Groups[1].Value);
    }

    /// <summary>Runs a command of the CLI against this AppHost.</summary>
    internal Task<(int ExitCode, string Output)> AspireAsync(params string[] arguments) => AspireAsync(Process, arguments);

    /// <summary>Runs a command of the CLI against an AppHost.</summary>
    internal static Task<(int ExitCode, string Output)> AspireAsync(HostProcess host, params string[] arguments)
        => CommandLine.RunAsync("dotnet", ["aspire", .. arguments, "--apphost", Path.Combine(Repository.Root, "MueJam.AppHost", "MueJam.AppHost.csproj")]);

    /// <summary>The first address of a resource, as the console's table has it.</summary>
    internal Uri Address(string resource) => new(Regex.Match(Process.Output, $@"│ {resource} +│ \w+ +│ (?:\S+ *│\s+│ +│ +│ )?(http://\S+)").Groups[1].Value);

    /// <summary>What the CLI says of a resource.</summary>
    internal async Task<JsonElement> DescribeAsync(string resource)
    {
        var (exitCode, output) = await AspireAsync("describe", "--format", "json");
        Assert.True(exitCode == 0, output);
        using var document = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        return document.RootElement.GetProperty("resources").EnumerateArray().Single(one => one.GetProperty("displayName").GetString() == resource).Clone();
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        _state.Dispose();
    }
}

/// <summary>Tests that share the host run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class StartedHostCollection : ICollectionFixture<StartedHost>
{
    public const string Name = "Started host";
}
