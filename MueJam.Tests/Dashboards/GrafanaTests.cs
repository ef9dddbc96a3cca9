using System.Net;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Dashboards;

/// <summary>Provisioning, in Grafana and in its preview alike.</summary>
[Collection(StackCollection.Name)]
public sealed class GrafanaTests(StackFixture stack) : IAsyncLifetime
{
    private GrafanaClient _grafana = null!;

    public async Task InitializeAsync() => _grafana = await GrafanaClient.ConnectAsync(stack);

    public Task DisposeAsync()
    {
        _grafana.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_folder_Infrastructure_holds_every_dashboard()
    {
        var expected = Dashboard
            .All.Select(dashboard => (dashboard.Uid, dashboard.Title, "infrastructure", "Infrastructure"))
            .ToHashSet();
        await Eventually.GetAsync(
            async token =>
                (await _grafana.Http.JsonAsync("/api/search?type=dash-db", token))
                    .AsArray()
                    .Select(found =>
                        ($"{found!["uid"]}", $"{found["title"]}", $"{found["folderUid"]}", $"{found["folderTitle"]}")
                    )
                    .ToHashSet(),
            found => found.IsSupersetOf(expected)
        );
    }

    [Fact]
    public async Task A_dashboard_is_that_of_its_file_and_protected()
    {
        foreach (var file in Dashboard.All)
        {
            var loaded = await Eventually.GetAsync(
                token => _grafana.Http.JsonAsync($"/api/dashboards/uid/{file.Uid}", token),
                found => found["dashboard"] is not null
            );
            Assert.Equal(
                file.Everything.Select(panel => panel["title"]!.GetValue<string>()),
                loaded["dashboard"]!["panels"]!.AsArray().Select(panel => panel!["title"]!.GetValue<string>())
            );
            Assert.True(loaded["meta"]!["provisioned"]!.GetValue<bool>());
        }
    }

    [Fact]
    public async Task The_data_source_has_its_uid_and_reaches_Prometheus()
    {
        var source = Assert.Single(
            (await _grafana.Http.JsonAsync("/api/datasources")).AsArray(),
            found => $"{found!["uid"]}" == "prometheus"
        )!;
        Assert.Equal("prometheus", source["type"]!.GetValue<string>());
        Assert.True(source["isDefault"]!.GetValue<bool>());
        var up = await _grafana.Http.JsonAsync("/api/datasources/proxy/uid/prometheus/api/v1/query?query=up");
        Assert.NotEmpty(up["data"]!["result"]!.AsArray());
    }

    [Fact]
    public async Task API_Overview_opens_first()
    {
        var (home, expected) = _grafana.IsPreview
            ? ((await _grafana.Http.JsonAsync("/api/preview"))["home"], "api-overview")
            : ((await _grafana.Http.JsonAsync("/api/dashboards/home"))["dashboard"]!["title"], "API Overview");
        Assert.Equal(expected, $"{home}");
    }

    /// <summary>
    /// The preview asks for no login: it is only reached from this machine, which its own tests show.
    /// </summary>
    [Fact]
    public async Task Nobody_gets_in_without_the_configured_password()
    {
        using var http = stack.App.CreateHttpClient("grafana", "http");
        using var anonymous = await http.GetAsync("/api/search");
        Assert.Equal(_grafana.IsPreview ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, anonymous.StatusCode);
        http.DefaultRequestHeaders.Authorization = GrafanaClient.Login("admin", "admin");
        using var wrong = await http.GetAsync("/api/search");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
    }

    [Fact]
    public async Task A_file_dropped_into_the_folder_appears_and_a_broken_one_harms_no_other()
    {
        var uid = $"dropped-{Guid.NewGuid():N}"[..20];
        var folder = Path.Combine(stack.ConfigurationFolder("grafana"), "dashboards");
        var (dropped, broken) = (Path.Combine(folder, $"{uid}.json"), Path.Combine(folder, $"{uid}-broken.json"));
        try
        {
            await File.WriteAllTextAsync(broken, "{ \"uid\": ");
            await File.WriteAllTextAsync(
                dropped,
                $$"""{"uid": "{{uid}}", "title": "Dropped {{uid}}", "schemaVersion": 42, "panels": []}"""
            );
            await FoundAsync(uid, isThere: true);
            await FoundAsync("api-overview", isThere: true);
        }
        finally
        {
            File.Delete(broken);
            File.Delete(dropped);
        }

        await FoundAsync(uid, isThere: false);
    }

    private Task FoundAsync(string uid, bool isThere) =>
        Eventually.GetAsync(
            async token =>
            {
                using var answer = await _grafana.Http.GetAsync($"/api/dashboards/uid/{uid}", token);
                return answer.StatusCode;
            },
            status => status == (isThere ? HttpStatusCode.OK : HttpStatusCode.NotFound),
            TimeSpan.FromSeconds(15),
            $"{uid} is {(isThere ? "" : "no longer ")}there"
        );
}
