using System.Net.Sockets;
using System.Text;

namespace MueJam.Tests.Stack;

/// <summary>Who listens where a server was expected.</summary>
internal static class Eavesdropper
{
    /// <summary>Everything that is sent to a port, each piece refused as Redis would.</summary>
    public static async Task<string> HearAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                var stream = client.GetStream();
                while (await stream.ReadAsync(buffer, cancellationToken) is var length and > 0)
                {
                    text.Append(Encoding.Latin1.GetString(buffer, 0, length));
                    await stream.WriteAsync("-ERR no\r\n"u8.ToArray(), cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return text.ToString();
        }
    }
}
