using System.Net.Http.Headers;
using System.Text;

namespace MueJam.Gate;

/// <summary>A server behind the gate.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Port">Where the gate listens for it, on this machine alone.</param>
/// <param name="Address">Where it is.</param>
/// <param name="PublicUrl">Where people find the gate besides; null when on this machine alone.</param>
internal sealed record GatedServer(string Name, int Port, string Address, Uri? PublicUrl);

/// <summary>What the gate is told by its environment.</summary>
/// <param name="Servers">The servers behind it.</param>
/// <param name="Login">What they ask for.</param>
/// <param name="Documents">The folder of the documents, runbooks among them.</param>
internal sealed record GateSettings(
    IReadOnlyList<GatedServer> Servers,
    AuthenticationHeaderValue Login,
    string Documents
)
{
    /// <summary>
    /// Reads <c>Servers:NAME:Port</c>, <c>Address</c> and <c>PublicUrl</c>, <c>Login:User</c> and <c>Password</c>, and
    /// <c>Documents</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">One is missing; the message names it.</exception>
    public static GateSettings Read(IConfiguration configuration)
    {
        var servers = configuration.GetSection("Servers").GetChildren().Select(Server).ToList();
        if (servers.Count == 0)
        {
            throw new InvalidOperationException("Servers is not set.");
        }

        var login = $"{Required(configuration, "Login:User")}:{Required(configuration, "Login:Password")}";
        return new GateSettings(
            servers,
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(login))),
            Required(configuration, "Documents")
        );
    }

    /// <summary>The server behind the port that a request came to.</summary>
    public GatedServer ServerOf(HttpContext context) =>
        Servers.First(server => server.Port == context.Connection.LocalPort);

    private static GatedServer Server(IConfigurationSection section)
    {
        var address = Required(section, "Address");
        return !int.TryParse(Required(section, "Port"), out var port)
                ? throw new InvalidOperationException($"{section.Path}:Port is no port.")
            : !Uri.TryCreate(address, UriKind.Absolute, out _)
                ? throw new InvalidOperationException($"{section.Path}:Address is no address.")
            : new GatedServer(section.Key.ToLowerInvariant(), port, address, PublicUrl(section));
    }

    private static Uri? PublicUrl(IConfigurationSection section) =>
        section["PublicUrl"] is not { Length: > 0 } url ? null
        : Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri
        : throw new InvalidOperationException($"{section.Path}:PublicUrl is no address.");

    private static string Required(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{(configuration is IConfigurationSection section ? $"{section.Path}:" : "")}{key} is not set."
            );
}
