using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace MueJam.Tests.Support;

/// <summary>A client that sends a request and is gone before the answer: its connection is reset.</summary>
internal static class ImpatientClient
{
    public static async Task SendAsync(
        Uri address,
        string method,
        string path,
        string token,
        string body,
        TimeSpan patience
    )
    {
        var request =
            $"{method} {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            LingerState = new(enable: true, seconds: 0),
            NoDelay = true,
        };
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.SendAsync(Encoding.UTF8.GetBytes(request));
        // Timers are too coarse for when it goes.
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience)
        {
            Thread.SpinWait(100);
        }
    }
}
