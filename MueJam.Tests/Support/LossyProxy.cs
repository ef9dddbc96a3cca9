using System.Net;
using System.Net.Sockets;

namespace MueJam.Tests.Support;

/// <summary>Stands between the API and PostgreSQL, and can lose the answer to a commit with its connection.</summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    /// <summary>How the server says that it has committed.</summary>
    private static readonly byte[] Committed = "COMMIT\0"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private int _lost;
    private volatile bool _losesCommits;

    public LossyProxy(string host, int port)
    {
        _server = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers that were lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    public bool LosesCommits
    {
        set => _losesCommits = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
                await Task.WhenAny(PassAsync(client, server, _ => false), PassAsync(server, client, IsLost));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The test is over, or the server away.
            }
        }
    }

    private bool IsLost(ReadOnlySpan<byte> answer)
    {
        if (!_losesCommits || answer.IndexOf(Committed) < 0)
        {
            return false;
        }

        Interlocked.Increment(ref _lost);
        return true;
    }

    private async Task PassAsync(Socket from, Socket to, Lossy isLost)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is var read and > 0 && !isLost(buffer.AsSpan(0, read)))
            {
                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }

    private delegate bool Lossy(ReadOnlySpan<byte> bytes);
}
