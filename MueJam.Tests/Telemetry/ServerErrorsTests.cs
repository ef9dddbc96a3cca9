using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Telemetry;

[Collection(StackCollection.Name)]
public sealed class ServerErrorsTests(StackFixture stack) : IDisposable
{
    private const string Errors =
        """http_server_request_errors_total{http_response_status_code="500",http_route="/v1/shelves/"}""";

    /// <summary>Bare: nothing is tried again, and a 500 is in no description of the API.</summary>
    private readonly HttpClient _api = new() { BaseAddress = stack.App.GetEndpoint("api", "http") };

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Server_errors_and_failed_commands_are_counted_and_refusals_are_not()
    {
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Tokens.For($"user_{Guid.NewGuid():N}"[..20])
        );
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        var before = await ErrorsAsync();
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
        await CountedAsync(before + 1);
    }

    [Fact]
    public async Task The_trace_in_the_answer_of_a_failed_request_is_in_the_log_once_with_its_time()
    {
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Tokens.For($"user_{Guid.NewGuid():N}"[..20])
        );
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        var before = await ErrorsAsync();
        await primary.ScalarAsync<object>("ALTER TABLE shelves RENAME TO shelves_away");
        string trace;
        try
        {
            using var answer = await _api.PostAsJsonAsync("/v1/shelves", new { name = "To read" });
            trace = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["trace_id"]!.GetValue<string>();
        }
        finally
        {
            await primary.ScalarAsync<object>("ALTER TABLE shelves_away RENAME TO shelves");
        }

        Assert.Matches("^[0-9a-f]{32}$", trace);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await stack.LoggedAsync(
            "api",
            line =>
                Regex.IsMatch(
                    line,
                    $@"\d{{4}}-\d\d-\d\dT[\d:.]+Z error {trace} MueJam\.Api\S*: A request failed .*shelves"
                ),
            timeout.Token
        );
        await CountedAsync(before + 1);
    }

    /// <summary>A rate does not see the first value of a series: each is there before the first error.</summary>
    [Theory]
    [InlineData("/v1/whispers/{id:long}/like")]
    [InlineData("/v1/discover/trending")]
    [InlineData("")]
    public async Task Every_route_has_its_errors_from_0_on(string route)
    {
        foreach (var status in (string[])["500", "503"])
        {
            Assert.NotNull(
                await _api.MetricAsync(
                    "http_server_request_errors_total"
                        + $$"""{http_response_status_code="{{status}}",http_route="{{route}}"}"""
                )
            );
        }

        // Of what is not measured there is nothing to count.
        Assert.DoesNotContain(
            """http_server_request_errors_total{http_response_status_code="500",http_route="/health"}""",
            await _api.GetStringAsync("/metrics"),
            StringComparison.Ordinal
        );
    }

    /// <summary>
    /// A rate does not see the first value of a series: the one error of a route that nobody asked for before is seen
    /// all the same.
    /// </summary>
    [Fact]
    public async Task The_first_error_of_a_route_is_on_the_board()
    {
        const string Route = "/v1/me/progress";
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Tokens.For($"user_{Guid.NewGuid():N}"[..20])
        );
        await using var primary = await Database.OpenAsync(stack, "postgres", "muejam_library");
        using var prometheus = new PrometheusClient(stack);
        await primary.ScalarAsync<object>("ALTER TABLE reading_progress RENAME TO reading_progress_away");
        try
        {
            using var answer = await _api.GetAsync(Route);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        }
        finally
        {
            await primary.ScalarAsync<object>("ALTER TABLE reading_progress_away RENAME TO reading_progress");
        }

        await ShowsAsync("Server Errors by Route", series => $"{series.Labels["http_route"]}" == Route);
        await ShowsAsync("Answers by Status", series => $"{series.Labels["http_response_status_code"]}" == "500");

        async Task ShowsAsync(string title, Func<PrometheusClient.Series, bool> isIt)
        {
            var panel = Dashboard.Load("api_overview").Panels.Single(panel => panel.Title == title);
            var question = PrometheusClient.Interpolate(Assert.Single(panel.Targets).Expression, ".+", ".+");
            await Eventually.GetAsync(
                token => prometheus.AskAsync(question, isInstant: true, token),
                found => found.Series.Any(series => isIt(series) && series.Values[^1] > 0),
                what: $"{title} shows the error"
            );
        }
    }

    /// <summary>A scrape within 300 ms is answered like the one before.</summary>
    private Task CountedAsync(double errors) =>
        Eventually.GetAsync(
            token => _api.MetricAsync(Errors, token),
            after => after == errors,
            TimeSpan.FromSeconds(10)
        );

    private async Task<double> ErrorsAsync() => Assert.NotNull(await _api.MetricAsync(Errors));

    private async Task<long> FailedCommandsAsync() =>
        (await _api.JsonAsync("/metrics/json"))["database"]!["error_count"]!.GetValue<long>();

    private async Task AnswersAsync(HttpStatusCode expected, object shelf)
    {
        using var answer = await _api.PostAsJsonAsync("/v1/shelves", shelf);
        Assert.Equal(expected, answer.StatusCode);
    }
}
