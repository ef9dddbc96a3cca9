using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MueJam.Benchmarks.Load;

/// <summary>
/// Requests over kept connections, one at a time on each, sent and read by little more than the sockets: what is
/// measured is the server.
/// </summary>
internal sealed class HttpLoad : IDisposable
{
    private const int BufferSize = 256 * 1024;

    private readonly List<Connection> _connections;

    private HttpLoad(List<Connection> connections) => _connections = connections;

    public static async Task<HttpLoad> ConnectAsync(Uri server, int connections)
    {
        var opened = new List<Connection>();
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, server.Port);
            opened.Add(new Connection(socket));
        }

        return new HttpLoad(opened);
    }

    /// <summary>A request as it is sent.</summary>
    public static byte[] Request(string path, string method = "GET", string? token = null, string? json = null)
    {
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (token is not null)
        {
            head.Append($"Authorization: Bearer {token}\r\n");
        }

        if (json is not null)
        {
            head.Append($"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n");
        }

        return Encoding.UTF8.GetBytes($"{head}\r\n{json}");
    }

    /// <summary>Sends for so long.</summary>
    /// <param name="time">How long.</param>
    /// <param name="next">The request of a number.</param>
    /// <returns>Answers per second.</returns>
    public async Task<double> RunAsync(TimeSpan time, Func<long, byte[]> next)
    {
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(
            _connections.Select(
                (connection, i) =>
                    Task.Run(async () =>
                    {
                        long count = 0;
                        while (clock.Elapsed < time)
                        {
                            await connection.ExchangeAsync(next((count++ * _connections.Count) + i));
                        }

                        return count;
                    })
            )
        );
        return answers.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Sends each request of a range once.</summary>
    public Task SendAllAsync(int requests, Func<long, byte[]> next) =>
        Task.WhenAll(
            _connections.Select(
                (connection, i) =>
                    Task.Run(async () =>
                    {
                        for (var number = i; number < requests; number += _connections.Count)
                        {
                            await connection.ExchangeAsync(next(number));
                        }
                    })
            )
        );

    public void Dispose() => _connections.ForEach(connection => connection.Dispose());

    private sealed class Connection(Socket socket) : IDisposable
    {
        private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
        private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();

        private readonly byte[] _buffer = new byte[BufferSize];

        public async ValueTask ExchangeAsync(byte[] request)
        {
            await socket.SendAsync(request);
            var read = 0;
            while (!IsWhole(_buffer.AsSpan(0, read)))
            {
                var more = await socket.ReceiveAsync(_buffer.AsMemory(read));
                read += more > 0 ? more : throw new InvalidOperationException("The server closed the connection.");
            }

            if (_buffer[9] != (byte)'2')
            {
                throw new InvalidOperationException(
                    $"{Encoding.UTF8.GetString(request).Split("\r\n")[0]} was answered "
                        + $"{Encoding.UTF8.GetString(_buffer, 0, read)}"
                );
            }
        }

        public void Dispose() => socket.Dispose();

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            var headEnd = answer.IndexOf(HeadEnd);
            if (headEnd < 0)
            {
                return false;
            }

            var head = answer[..headEnd];
            var length = head.IndexOf("Content-Length: "u8);
            if (length < 0)
            {
                return head.IndexOf("chunked"u8) < 0 || answer.EndsWith(LastChunk);
            }

            return System.Buffers.Text.Utf8Parser.TryParse(
                    head[(length + "Content-Length: ".Length)..],
                    out int bytes,
                    out _
                )
                && answer.Length >= headEnd + HeadEnd.Length + bytes;
        }
    }
}
