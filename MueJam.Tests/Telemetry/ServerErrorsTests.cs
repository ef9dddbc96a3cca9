using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using MueJam.Tests.Support;

namespace MueJam.Tests.Telemetry;

[Collection(StackCollection.Name)]
public sealed class ServerErrorsTests(StackFixture stack) : IDisposable
{
    private const string Errors = "http_server_request_errors_total{}";

    /// <summary>Bare: nothing is tried again, and a 500 is in no description of the API.</summary>
    private readonly HttpClient _api = new() { BaseAddress = stack.App.GetEndpoint("api", "http") };

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Server_errors_and_failed_commands_are_counted_and_refusals_are_not()
    {
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For($"user_{Guid.NewGuid():N}"[..20]));
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        var before = await _api.MetricAsync(Errors);
        var failed = await FailedCommandsAsync();

        await AnswersAsync(HttpStatusCode.BadRequest, new { name = "" });
        await primary.ScalarAsync<object>("ALTER TABLE shelves RENAME TO shelves_away");
        try
        {
            await AnswersAsync(HttpStatusCode.InternalServerError, new { name = "To read" });
        }
        finally
        {
            await primary.ScalarAsync<object>("ALTER TABLE shelves_away RENAME TO shelves");
        }

        await AnswersAsync(HttpStatusCode.Created, new { name = "To read" });
        Assert.Equal(failed + 1, await FailedCommandsAsync());
        // A scrape within 300 ms is answered like the one before.
        await Eventually.GetAsync(token => _api.MetricAsync(Errors, token), after => after == before + 1, TimeSpan.FromSeconds(10));
    }

    private async Task<long> FailedCommandsAsync() => (await _api.JsonAsync("/metrics/json"))["database"]!["error_count"]!.GetValue<long>();

    private async Task AnswersAsync(HttpStatusCode expected, object shelf)
    {
        using var answer = await _api.PostAsJsonAsync("/v1/shelves", shelf);
        Assert.Equal(expected, answer.StatusCode);
    }
}
