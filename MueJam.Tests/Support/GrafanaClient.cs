using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Support;

/// <summary>The stack's Grafana, or the preview that answers on the same paths where there is none.</summary>
internal sealed class GrafanaClient : IDisposable
{
    /// <summary>The administrator's password in the stack under test.</summary>
    public const string Password = "of-the-stack-under-test";

    private GrafanaClient(HttpClient http, bool isPreview) => (Http, IsPreview) = (http, isPreview);

    /// <summary>Sends as the administrator.</summary>
    public HttpClient Http { get; }

    /// <summary>
    /// The preview, which listens on the loopback interface alone, answers those too who do not log in.
    /// </summary>
    public bool IsPreview { get; }

    public static async Task<GrafanaClient> ConnectAsync(RunningStack stack)
    {
        var http = stack.App.CreateHttpClient("grafana", "http");
        var health = await http.JsonAsync("/api/health");
        http.DefaultRequestHeaders.Authorization = Login("admin", Password);
        return new GrafanaClient(http, health["version"]?.GetValue<string>() == "preview");
    }

    /// <summary>Changes the administrator's password, and goes on with it.</summary>
    public async Task ChangePasswordAsync(string oldPassword, string newPassword)
    {
        using var answer = await Http.PutAsJsonAsync("/api/user/password", new { oldPassword, newPassword });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Http.DefaultRequestHeaders.Authorization = Login("admin", newPassword);
    }

    /// <summary>What a user sends to log in.</summary>
    public static AuthenticationHeaderValue Login(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public void Dispose() => Http.Dispose();
}
