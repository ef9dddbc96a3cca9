using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MueJam.Benchmarks.Servers;

namespace MueJam.Benchmarks.Measuring;

/// <summary>What one row measures with: the filled database, servers of its own, users' tokens.</summary>
internal sealed class Bench(BenchmarkOptions options, Backing backing, IReadOnlyList<string> slugs, Uri traces)
    : IDisposable
{
    private const string Issuer = "muejam";
    private const string Audience = "muejam-library";
    private const int Unlimited = 1_000_000_000;

    private static readonly string[] Limits =
    [
        "RateLimits__ReadsPerMinute",
        "RateLimits__WritesPerMinute",
        "RateLimits__WhispersPerMinute",
        "Metrics__RequestsPerMinute",
    ];

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly List<ServerProcess> _servers = [];

    public BenchmarkOptions Options => options;

    public Backing Backing => backing;

    /// <summary>The stories in the database.</summary>
    public IReadOnlyList<string> Slugs => slugs;

    /// <summary>The same, but for the servers.</summary>
    public Bench WithFreshServers() => new(options, backing, slugs, traces);

    /// <summary>
    /// Starts a server, which ends with this bench: what one row has done to a server, its compiled code above all,
    /// would be measured by the next.
    /// </summary>
    public async Task<ServerProcess> StartAsync(string kind)
    {
        var server = await ServerProcess.StartAsync(kind, Environment(kind));
        _servers.Add(server);
        return server;
    }

    /// <summary>A token of a user.</summary>
    public string Token(int user) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Issuer,
                Audience = Audience,
                Expires = DateTime.UtcNow.AddHours(2),
                Claims = new Dictionary<string, object> { ["sub"] = $"bench_{user}" },
                SigningCredentials = new SigningCredentials(
                    new SymmetricSecurityKey(_key),
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }
    }

    private KeyValuePair<string, string>[] Environment(string kind) =>
        [
            KeyValuePair.Create("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            KeyValuePair.Create("ASPNETCORE_ENVIRONMENT", "Production"),
            KeyValuePair.Create("ConnectionStrings__muejam", backing.Primary),
            KeyValuePair.Create("ConnectionStrings__muejam-replica", backing.Replica),
            KeyValuePair.Create("ConnectionStrings__redis", backing.Redis),
            KeyValuePair.Create("Authentication__Schemes__Bearer__ValidIssuers__muejam", Issuer),
            KeyValuePair.Create("Authentication__Schemes__Bearer__ValidAudiences__muejam", Audience),
            KeyValuePair.Create("Authentication__Schemes__Bearer__SigningKeys__muejam__Issuer", Issuer),
            KeyValuePair.Create(
                "Authentication__Schemes__Bearer__SigningKeys__muejam__Value",
                Convert.ToBase64String(_key)
            ),
            // The limiters are at work, and let everything pass.
            .. Limits.Select(name => KeyValuePair.Create(name, Unlimited.ToString(CultureInfo.InvariantCulture))),
            .. Telemetry(kind),
        ];

    /// <summary>Metrics, logs and traces, as in production; or nothing.</summary>
    private KeyValuePair<string, string>[] Telemetry(string kind) =>
        kind == ServerProgram.Silent
            ? [KeyValuePair.Create("OTEL_SDK_DISABLED", "true")]
            :
            [
                KeyValuePair.Create("OTEL_EXPORTER_OTLP_ENDPOINT", traces.ToString()),
                KeyValuePair.Create("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ];
}
