using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MueJam.Tests.Support;

namespace MueJam.Embedded.Tests.Host;

/// <summary>The page of resources, used as a person uses it.</summary>
internal sealed class StatusPageClient : IDisposable
{
    private readonly string _token;

    private StatusPageClient(HttpClient http, string token) => (Http, _token) = (http, token);

    public HttpClient Http { get; }

    /// <summary>Opens the page of a host that is up.</summary>
    public static async Task<StatusPageClient> OpenAsync(HostProcess host)
    {
        var http = new HttpClient { BaseAddress = new Uri(Regex.Match(host.Output, @"commands: (http://\S+)").Groups[1].Value) };
        return new StatusPageClient(http, Regex.Match(await http.GetStringAsync("/"), "token = '([0-9A-F]+)'").Groups[1].Value);
    }

    public async Task<string> StateAsync(string resource, CancellationToken cancellationToken = default)
        => (await ResourceAsync(resource, cancellationToken))["state"]!.GetValue<string>();

    public async Task<string?> HealthAsync(string resource, CancellationToken cancellationToken = default)
        => (await ResourceAsync(resource, cancellationToken))["health"]?.GetValue<string>();

    /// <summary>The first link of a resource.</summary>
    public async Task<string> AddressAsync(string resource)
        => (await ResourceAsync(resource, CancellationToken.None))["urls"]![0]!["url"]!.GetValue<string>();

    /// <summary>Presses a button.</summary>
    public async Task ExecuteAsync(string resource, string command)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/resources/{resource}/{command}") { Headers = { { "X-Page-Token", _token } } };
        using var answer = await Http.SendAsync(request);
        var result = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.True(result!["success"]!.GetValue<bool>(), $"{command} of {resource}: {result["message"]}");
    }

    public void Dispose() => Http.Dispose();

    private async Task<JsonNode> ResourceAsync(string resource, CancellationToken cancellationToken)
        => (await Http.JsonAsync("/api/resources", cancellationToken)).AsArray().Single(r => r!["name"]!.GetValue<string>() == resource)!;
}
