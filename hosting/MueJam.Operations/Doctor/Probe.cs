using MueJam.Operations.Servers;

namespace MueJam.Operations.Doctor;

/// <summary>Asks a server; that it does not answer is a finding too.</summary>
internal static class Probe
{
    /// <param name="ask">Asks.</param>
    /// <param name="judge">What the answer means.</param>
    /// <param name="server">The resource that is asked.</param>
    /// <param name="remedy">What to do when it does not answer.</param>
    public static async Task<Finding> Async<T>(Func<Task<T>> ask, Func<T, Finding> judge, string server, string remedy)
    {
        try
        {
            return judge(await ask());
        }
        catch (HttpRequestException e)
        {
            return new Finding(e.Message, remedy) { About = server };
        }
    }

    public static async Task<string> BodyAsync(
        HttpClient http,
        string server,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await http.SendOrExplainAsync(server, request, cancellationToken);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(cancellationToken)
            : throw new HttpRequestException($"{server} answers {(int)answer.StatusCode} to {path}.");
    }
}
