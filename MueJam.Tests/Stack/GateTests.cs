using System.Net;
using System.Text;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Stack;

/// <summary>
/// Prometheus and Alertmanager obey nobody without a login; the gate has it, and obeys no page of another site.
/// </summary>
[Collection(StackCollection.Name)]
public sealed class GateTests(StackFixture stack)
{
    public static TheoryData<string, string, string, string?> Obeyed =>
        ServerChanges.Of(change => !ServerChanges.IsClosed(change.Path));

    public static TheoryData<string, string, string, string?> Closed =>
        ServerChanges.Of(change => ServerChanges.IsClosed(change.Path));

    public static TheoryData<string, string, string, string?> All => ServerChanges.Of(_ => true);

    [Theory]
    [MemberData(nameof(Obeyed))]
    public async Task Another_site_changes_nothing(string server, string method, string path, string? json)
    {
        using var gate = Gate(server);
        await ForeignSite.AssertObeysItselfAloneAsync(gate, new HttpMethod(method), path, json);
        // A shell, which names no origin.
        using var answer = await SendAsync(gate, method, path, json);
        Assert.True(
            answer.IsSuccessStatusCode || path == ServerChanges.NoSilence,
            $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
        );
    }

    [Theory]
    [MemberData(nameof(Obeyed))]
    public async Task A_form_changes_nothing(string server, string method, string path, string? json)
    {
        using var gate = Gate(server);
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = new StringContent(json ?? "a=b", Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        using var answer = await gate.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task What_is_for_the_operations_alone_is_refused_to_everybody_and_says_so(
        string server,
        string method,
        string path,
        string? json
    )
    {
        using var gate = Gate(server);
        using var answer = await SendAsync(gate, method, path, json);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            "dotnet aspire resource prometheus",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/api/v1/%61dmin/tsdb/snapshot")]
    [InlineData("/api%2Fv1%2Fadmin%2Ftsdb%2Fsnapshot")]
    [InlineData("/api/v1/admin%2Ftsdb%2Fsnapshot")]
    [InlineData("/api%252Fv1/admin/tsdb/snapshot")]
    [InlineData("/api/v1/..%2Fv1/admin/tsdb/snapshot")]
    [InlineData("/api/v1/query/../admin/tsdb/snapshot")]
    [InlineData("/api/v1/%2e%2e/v1/admin/tsdb/snapshot")]
    [InlineData("/api/v1%5Cadmin%5Ctsdb%5Csnapshot")]
    [InlineData("//api/v1/admin/tsdb/snapshot")]
    [InlineData("/api/v1//admin/tsdb/snapshot")]
    [InlineData("/API/V1/ADMIN/tsdb/snapshot")]
    public async Task No_spelling_of_a_path_leads_to_the_admin_API(string path)
    {
        using var gate = Gate("prometheus");
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(
                $"{gate.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );
        using var answer = await gate.SendAsync(request);
        Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task A_server_itself_changes_nothing_without_its_login(
        string server,
        string method,
        string path,
        string? json
    ) => AssertAsksForLoginAsync(server, method, path, json);

    [Theory]
    [InlineData(
        "prometheus",
        "/",
        "/-/ready",
        "/-/healthy",
        "/metrics",
        "/api/v1/query?query=up",
        "/api/v1/status/config"
    )]
    [InlineData("alertmanager", "/", "/-/ready", "/-/healthy", "/metrics", "/api/v2/alerts", "/api/v2/status")]
    public async Task A_server_itself_shows_nothing_without_its_login(string server, params string[] paths)
    {
        foreach (var path in paths)
        {
            await AssertAsksForLoginAsync(server, "GET", path, null);
        }
    }

    [Fact]
    public async Task The_operations_login_opens_the_admin_API()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        using var deleted = await prometheus.PostAsync(
            $"{ServerChanges.Admin}/delete_series?match[]=no_such_metric",
            content: null
        );
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    [Theory]
    [InlineData("prometheus", "/api/v1/query?query=up")]
    [InlineData("prometheus", "/metrics")]
    [InlineData("alertmanager", "/api/v2/alerts")]
    [InlineData("alertmanager", "/api/v2/status")]
    public async Task Another_site_reads_nothing(string server, string path)
    {
        using var gate = Gate(server);
        await ForeignSite.AssertReadByOwnNamesAloneAsync(gate, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Headers = { { "Origin", "http://elsewhere.example" } },
        };
        using var answer = await gate.SendAsync(request);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("prometheus.dev.localhost")]
    [InlineData("host.docker.internal")]
    public async Task Its_own_names_are_answered(string name)
    {
        using var gate = Gate("prometheus");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/query?query=up");
        request.Headers.Host = $"{name}:{gate.BaseAddress!.Port}";
        using var answer = await gate.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_question_may_be_a_form()
    {
        using var gate = Gate("prometheus");
        using var question = new FormUrlEncodedContent([new("query", "vector(1)")]);
        using var answer = await gate.PostAsync("/api/v1/query", question);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("prometheus", "alertmanager")]
    [InlineData("alertmanager", "prometheus")]
    public async Task A_server_that_is_away_is_named_and_found_again(string away, string other)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var gate = Gate(away);
        using var unharmed = Gate(other);
        await stack.StopAsync(away, timeout.Token);
        try
        {
            using var answer = await gate.GetAsync("/-/ready", timeout.Token);
            Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
            Assert.StartsWith(
                $"{away} does not answer.",
                await answer.Content.ReadAsStringAsync(timeout.Token),
                StringComparison.Ordinal
            );
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(unharmed));
        }
        finally
        {
            await stack.StartAsync(away, timeout.Token);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gate));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path, string? json)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        return await http.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/-/ready");
        return answer.StatusCode;
    }

    private HttpClient Gate(string server) => stack.App.CreateHttpClient("gate", server);

    private async Task AssertAsksForLoginAsync(string server, string method, string path, string? json)
    {
        using var http = stack.App.CreateHttpClient(server, "http");
        using var anonymous = await SendAsync(http, method, path, json);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        foreach (
            var (user, password) in ((string, string)[])
                [("monitoring", "wrong"), ("admin", "of-the-monitoring-under-test"), ("monitoring", "")]
        )
        {
            http.DefaultRequestHeaders.Authorization = GrafanaClient.Login(user, password);
            using var answer = await SendAsync(http, method, path, json);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }
}
