namespace MueJam.Tests.Dashboards;

/// <summary>Panels by route list the library's: neither its documentation nor addresses that there are not.</summary>
[Collection(StackCollection.Name)]
public sealed class RoutesTests(StackFixture stack) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private const string Unmatched = "rate(http_server_request_duration_seconds_count{http_route=\"\"}[1m]) > 0";

    private readonly PrometheusClient _prometheus = new(stack);

    public void Dispose() => _prometheus.Dispose();

    [Theory]
    [InlineData("Requests by Route")]
    [InlineData("Server Errors by Route")]
    [InlineData("Duration by Route")]
    [InlineData("Slowest Routes Now")]
    public async Task A_panel_by_route_lists_routes_alone(string title)
    {
        using var visitor = LibraryClient.NewUser(stack);
        string[] paths = ["/v1/stories", "/nowhere", "/scalar", "/scalar/scalar.js", "/openapi/v1.json"];
        await using var load = new Load(
            paths.Length,
            async visit =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
                return await visitor.SendAsync(HttpMethod.Get, paths[visit]);
            }
        );
        await Eventually.GetAsync(
            token => _prometheus.AskAsync(Unmatched, isInstant: true, token),
            answer => answer.HasData,
            Patience,
            "a request without a route is counted"
        );

        var target = Dashboard.Load("api_overview").Panels.Single(panel => panel.Title == title).Targets[0];
        var expression = PrometheusClient.Interpolate(target.Expression, ".+", ".+");
        var shown = await Eventually.GetAsync(
            token => _prometheus.AskAsync(expression, isInstant: true, token),
            answer => answer.HasData,
            Patience,
            "the route is shown"
        );
        var routes = shown.Series.Select(series => $"{series.Labels["http_route"]}").ToList();
        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.StartsWith("/v1/", route, StringComparison.Ordinal));
    }
}
