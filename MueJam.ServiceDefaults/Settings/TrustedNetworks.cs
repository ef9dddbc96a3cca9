using System.Net;
using Microsoft.Extensions.Configuration;

namespace MueJam.ServiceDefaults.Settings;

/// <summary>
/// Proxies whose <c>X-Forwarded-For</c> is believed: addresses and networks, separated by commas or spaces, in
/// <c>Proxies:Trusted</c>.
/// </summary>
/// <remarks>The AppHost hands them on, and says before anything starts what the API would not take.</remarks>
public static class TrustedNetworks
{
    private const string Key = "Proxies:Trusted";

    /// <summary>The networks; none when the setting is missing.</summary>
    public static IReadOnlyList<IPNetwork> Read(IConfiguration configuration) =>
        [.. ListSetting.Read(configuration, Key).Select(Network).OfType<IPNetwork>()];

    /// <summary>What is wrong with the setting; null when nothing is.</summary>
    public static string? Problem(IConfiguration configuration) =>
        ListSetting.Read(configuration, Key).FirstOrDefault(text => Network(text) is null) is { } wrong
            ? $"{Key} holds '{wrong}': addresses and networks such as 10.0.0.0/8 are expected."
            : null;

    private static IPNetwork? Network(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : null;
}
