namespace MueJam.AppHost.Operations;

/// <summary>Requests whose failure names the server, not a socket.</summary>
internal static class HttpExtensions
{
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    public static async Task<HttpResponseMessage> SendOrExplainAsync(this HttpClient http, string server, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new HttpRequestException($"{server} does not answer at {http.BaseAddress}: {e.Message}", e);
        }
    }
}
