using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace MueJam.ServiceDefaults;

/// <summary>Who asks, when nobody says: the address that has a quota.</summary>
public static class ClientAddress
{
    private const int PrefixBytes = 8;

    /// <summary>
    /// The address of a request: of IPv6 the first 64 bits, for whoever has one such address has all of them.
    /// </summary>
    /// <param name="context">The request.</param>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Of(context.Connection.RemoteIpAddress);
    }

    /// <summary>The part of an address that has a quota.</summary>
    /// <param name="address">Null where there is none.</param>
    public static string Of(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.ToString() ?? "";
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return $"{Convert.ToHexString(bytes[..PrefixBytes])}/64";
    }
}
