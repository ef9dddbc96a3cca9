using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Preview;

/// <summary>The part of Grafana's HTTP API that tools use.</summary>
[Collection(PreviewCollection.Name)]
public sealed class GrafanaApiTests(PreviewStack stack)
{
    [Fact]
    public async Task A_dashboard_of_no_file_is_saved_found_and_removed()
    {
        var board = new JsonObject
        {
            ["title"] = "By hand",
            ["uid"] = "by-hand",
            ["panels"] = new JsonArray(),
        };
        using var saved = await stack.Grafana.PostAsJsonAsync(
            "/api/dashboards/db",
            new { dashboard = board, folderUid = "infrastructure" }
        );
        Assert.Equal("success", (await saved.Content.ReadFromJsonAsync<JsonObject>())!["status"]!.GetValue<string>());
        using var again = await stack.Grafana.PostAsJsonAsync(
            "/api/dashboards/db",
            new { dashboard = board, overwrite = false }
        );
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);

        var found = await stack.Grafana.JsonAsync("/api/dashboards/uid/by-hand");
        Assert.Equal("By hand", found["dashboard"]!["title"]!.GetValue<string>());
        Assert.Equal("Infrastructure", found["meta"]!["folderTitle"]!.GetValue<string>());
        Assert.False(found["meta"]!["provisioned"]!.GetValue<bool>());
        Assert.Contains("by-hand", await UidsAsync());

        using var removed = await stack.Grafana.DeleteAsync("/api/dashboards/uid/by-hand");
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.DoesNotContain("by-hand", await UidsAsync());
    }

    [Theory]
    [InlineData(PreviewStack.PublicName, HttpStatusCode.OK)]
    [InlineData("elsewhere.example.com", HttpStatusCode.BadRequest)]
    public async Task It_answers_to_its_public_name_and_to_no_other(string name, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/health") { Headers = { Host = name } };
        using var answer = await stack.Grafana.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task A_dashboard_of_a_file_belongs_to_its_file()
    {
        var found = await stack.Grafana.JsonAsync("/api/dashboards/uid/api-overview");
        Assert.True(found["meta"]!["provisioned"]!.GetValue<bool>());
        using var saved = await stack.Grafana.PostAsJsonAsync(
            "/api/dashboards/db",
            new { dashboard = found["dashboard"], overwrite = true }
        );
        Assert.Equal(HttpStatusCode.BadRequest, saved.StatusCode);
        using var removed = await stack.Grafana.DeleteAsync("/api/dashboards/uid/api-overview");
        Assert.Equal(HttpStatusCode.BadRequest, removed.StatusCode);
    }

    [Theory]
    [InlineData("query?query=up", HttpStatusCode.OK)]
    [InlineData("label/job/values", HttpStatusCode.OK)]
    [InlineData("status/config", HttpStatusCode.NotFound)]
    [InlineData("admin/tsdb/snapshot", HttpStatusCode.NotFound)]
    [InlineData("query/../admin/tsdb/snapshot", HttpStatusCode.NotFound)]
    [InlineData("label/..%5C..%5Cv1%5Cstatus%5Cconfig%3F/values", HttpStatusCode.NotFound)]
    [InlineData("label/..%5Cstatus%5Cconfig%23/values", HttpStatusCode.NotFound)]
    [InlineData("label/%2E%2E%2Fstatus%2Fconfig%3F/values", HttpStatusCode.NotFound)]
    [InlineData("label/job%0A/values", HttpStatusCode.NotFound)]
    public async Task Prometheus_is_reached_by_queries_alone(string path, HttpStatusCode status)
    {
        using var answer = await stack.Grafana.GetAsync($"/api/datasources/proxy/uid/prometheus/api/v1/{path}");
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData(
        "POST",
        "/api/dashboards/db",
        """{"dashboard":{"title":"Own","uid":"own","panels":[]},"overwrite":true}"""
    )]
    [InlineData("POST", "/api/folders", """{"uid":"own","title":"Own"}""")]
    [InlineData("DELETE", "/api/dashboards/uid/own", null)]
    [InlineData("PUT", "/api/user/password", """{"oldPassword":"x","newPassword":"y"}""")]
    public Task Another_site_changes_nothing(string method, string path, string? json) =>
        ForeignSite.AssertObeysItselfAloneAsync(stack.Grafana, new HttpMethod(method), path, json);

    [Theory]
    [InlineData("/")]
    [InlineData("/api/search")]
    [InlineData("/api/datasources/proxy/uid/prometheus/api/v1/query?query=up")]
    public Task Another_site_reads_nothing(string path) =>
        ForeignSite.AssertReadByOwnNamesAloneAsync(stack.Grafana, path);

    private async Task<IEnumerable<string>> UidsAsync() =>
        (await stack.Grafana.JsonAsync("/api/search?type=dash-db"))
            .AsArray()
            .Select(entry => entry!["uid"]!.GetValue<string>());
}
