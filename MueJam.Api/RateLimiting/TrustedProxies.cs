using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace MueJam.Api.RateLimiting;

/// <summary>
/// Proxies whose <c>X-Forwarded-For</c> is believed: addresses and networks, separated by commas or spaces, in
/// <c>Proxies:Trusted</c>.
/// Without any the address of the connection is the client's, whatever the request says.
/// </summary>
public static class TrustedProxies
{
    private const string Key = "Proxies:Trusted";

    /// <summary>Believes them, from the nearest on to the first that is not trusted.</summary>
    /// <param name="app">The API.</param>
    /// <exception cref="InvalidOperationException">The setting holds something else.</exception>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = (app.Configuration[Key] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (trusted is [])
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in trusted)
        {
            options.KnownIPNetworks.Add(Network(text));
        }

        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Network(string text)
        => IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) ? network
            : throw new InvalidOperationException(
                $"{Key} holds '{text}': addresses and networks such as 10.0.0.0/8 are expected.");
}
