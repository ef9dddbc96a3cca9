using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace MueJam.Operations.Servers;

/// <summary>Requests whose failure names the server, not a socket.</summary>
internal static class HttpExtensions
{
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    public static async Task<HttpResponseMessage> SendOrExplainAsync(
        this HttpClient http,
        string server,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e)
            when (e is HttpRequestException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new HttpRequestException($"{server} does not answer: {Reason(e)}.", e);
        }
    }

    /// <summary>Without an address: where people find Prometheus and Alertmanager is the gate's.</summary>
    private static string Reason(Exception error) =>
        (error.InnerException is SocketException refused ? refused.Message : error.Message).TrimEnd('.');

    /// <summary>Sends a body, if there is one, and reads the answer.</summary>
    /// <returns>The answer; the type's default when it is empty.</returns>
    /// <exception cref="HttpRequestException">The server does not answer, or refuses; its own words are in the
    /// message.</exception>
    public static async Task<T?> JsonAsync<T>(
        this HttpClient http,
        string server,
        HttpMethod method,
        string path,
        object? body,
        JsonSerializerOptions json,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body, options: json),
        };
        using var answer = await http.SendOrExplainAsync(server, request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{server} refuses {path.Split('?')[0]}: {(int)answer.StatusCode} {text.Trim()}",
                null,
                answer.StatusCode
            );
        }

        try
        {
            return text.Length == 0 ? default : JsonSerializer.Deserialize<T>(text, json);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException(
                $"{server} answers {path.Split('?')[0]} with something else than expected: {e.Message}",
                e
            );
        }
    }
}
