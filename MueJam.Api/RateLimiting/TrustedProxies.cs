using Microsoft.AspNetCore.HttpOverrides;
using MueJam.ServiceDefaults.Settings;

namespace MueJam.Api.RateLimiting;

/// <summary>
/// Proxies whose <c>X-Forwarded-For</c> is believed, by <see cref="TrustedNetworks"/>. Without any the address of the
/// connection is the client's, whatever the request says.
/// </summary>
public static class TrustedProxies
{
    /// <summary>Believes them, from the nearest on to the first that is not trusted.</summary>
    /// <param name="app">The API.</param>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = TrustedNetworks.Read(app.Configuration);
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
        foreach (var network in trusted)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
