using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MueJam.Tests.Host.Operations;

/// <summary>A service that waits to be called, on this machine.</summary>
internal sealed class DeadMansSwitch : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Channel<JsonNode> _calls = Channel.CreateUnbounded<JsonNode>();
    private readonly Task _answering;

    public DeadMansSwitch()
    {
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Address { get; } = $"http://127.0.0.1:{FreePort()}/check/";

    /// <summary>What it is told next.</summary>
    public async Task<JsonNode> CalledAsync(TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within);
        return await _calls.Reader.ReadAsync(timeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var call = await _listener.GetContextAsync();
                _calls.Writer.TryWrite((await JsonNode.ParseAsync(call.Request.InputStream))!);
                call.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
