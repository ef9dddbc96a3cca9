using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using MueJam.Api.Http;
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
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = ListSetting.Read(app.Configuration, Key).Select(Network).OfType<IPNetwork>().ToList();
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
        trusted.ForEach(options.KnownIPNetworks.Add);

        app.UseForwardedHeaders(options);
    }

    /// <summary>What is wrong with the setting; null when nothing is.</summary>
    /// <param name="configuration">The API's.</param>
    public static string? Problem(IConfiguration configuration) =>
        ListSetting.Read(configuration, Key).FirstOrDefault(text => Network(text) is null) is { } wrong
            ? $"{Key} holds '{wrong}': addresses and networks such as 10.0.0.0/8 are expected."
            : null;

    private static IPNetwork? Network(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;
}
