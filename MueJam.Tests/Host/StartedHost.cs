using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host;

/// <summary>The AppHost as a user starts it, with its dashboard, and Aspire's own command line for it.</summary>
public sealed class StartedHost : IAsyncLifetime
{
    /// <summary>The password of PostgreSQL's administrator.</summary>
    internal const string Password = "started-host-password";

    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-started-");
    private HomedHost _host = null!;

    /// <summary>The dashboard's address, with what signs in.</summary>
    internal Uri Login { get; private set; } = null!;

    internal AspireCli Cli => _host.Cli;

    public async Task InitializeAsync()
    {
        _host = await HomedHost.StartAsync(
            _state.FullName,
            environment:
            [
                ("Volumes__Prefix", "library"),
                ("Seed__Stories", "30"),
                ("Seed__Whispers", "100"),
                ("POSTGRES_PASSWORD", Password),
            ]
        );
        Login = new Uri(Regex.Match(_host.Output, @"Dashboard: (http\S+)").Groups[1].Value);
    }

    /// <summary>The folder of its volumes.</summary>
    internal string Volumes => Path.Combine(_state.FullName, "stacks", "homed", "volumes");

    internal Task<Uri> AddressAsync(string resource) => _host.AddressAsync(resource);

    internal Task<JsonNode> DescribeAsync(string resource) => _host.DescribeAsync(resource);

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _state.Dispose();
    }
}

/// <summary>Tests that share the host run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class StartedHostCollection : ICollectionFixture<StartedHost>
{
    public const string Name = "Started host";
}
