using MueJam.Operations.Servers;

namespace MueJam.Operations.Doctor;

/// <summary>Asks a server; that it does not answer is a finding too.</summary>
internal static class Probe
{
    public static async Task<Finding> Async<T>(Func<Task<T>> ask, Func<T, Finding> judge, string remedy)
    {
        try
        {
            return judge(await ask());
        }
        catch (HttpRequestException e)
        {
            return new Finding(e.Message, remedy);
        }
    }

    public static async Task<string> BodyAsync(HttpClient http, string server, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await http.SendOrExplainAsync(server, request, cancellationToken);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(cancellationToken)
            : throw new HttpRequestException($"{server} answers {(int)answer.StatusCode} to {path}.");
    }
}
