using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MueJam.AppHost.Operations.Control;

/// <summary>Speaks to the AppHost of a running stack.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly HttpClient _http;

    private ControlClient(HttpClient http) => _http = http;

    /// <summary>Finds the stack.</summary>
    /// <param name="name">Its name, id or process; null when only one runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationException">None runs, or several do.</exception>
    public static async Task<ControlClient> FindAsync(string? name, CancellationToken cancellationToken)
    {
        var alive = new List<(StackRecord Record, ControlClient Client)>();
        foreach (var record in StackRecord.ReadAll())
        {
            var client = new ControlClient(Connect(record.Socket));
            if (await client.AnswersAsync(cancellationToken))
            {
                alive.Add((record, client));
            }
            else
            {
                client.Dispose();
                record.Delete();
            }
        }

        var wanted = alive.Where(a => name is null || a.Record.Name == name || a.Record.Id == name || $"{a.Record.ProcessId}" == name).ToList();
        foreach (var other in wanted.Count == 1 ? alive.Except(wanted) : alive)
        {
            other.Client.Dispose();
        }

        var list = string.Join(", ", alive.Select(a => $"{a.Record.Id} ({a.Record.Name}, process {a.Record.ProcessId})"));
        return wanted switch
        {
            [var one] => one.Client,
            [] when alive.Count == 0 => throw new OperationException("No stack of this checkout is running under this user. Start it: dotnet run --project MueJam.AppHost"),
            [] => throw new OperationException($"No stack '{name}' is running. Running: {list}."),
            _ => throw new OperationException($"Several stacks are running: {list}. Choose one: --stack {alive[0].Record.Id}"),
        };
    }

    /// <summary>Runs an operation and tells what it says, to its end.</summary>
    public async IAsyncEnumerable<ReportEvent> RunAsync(string operation, OperationOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{operation}") { Content = JsonContent.Create(options.Values) };
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize<ReportEvent>(line)!;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync("/", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static HttpClient Connect(string socket)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://stack"), Timeout = Timeout.InfiniteTimeSpan };
    }
}
