using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MueJam.ServiceDefaults;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace MueJam.Tests.Telemetry;

/// <summary>What is recorded of requests by a project that has the defaults.</summary>
public sealed class RequestActivitiesTests : IAsyncLifetime, IDisposable
{
    private static readonly ActivitySource Inner = new("Inner");

    private readonly Ended _ended = new();
    private readonly WebApplication _app;
    private HttpClient _client = null!;

    public RequestActivitiesTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        builder
            .Services.AddHealthChecks()
            .AddCheck(
                "called",
                () =>
                {
                    using var call = Inner.StartActivity("a call of a health check");
                    return Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Healthy();
                }
            );
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing =>
            tracing.SetSampler(new ParentBasedSampler(new AlwaysOnSampler())).AddSource(Inner.Name).AddProcessor(_ended)
        );
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapDefaultEndpoints();
        _app.MapGet("/things/{id}", (int id) => id == 0 ? Results.StatusCode(503) : Results.Ok(id));
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _ended.Dispose();
    }

    [Fact]
    public async Task A_request_is_named_by_its_route_and_says_how_it_ended()
    {
        using var answer = await _client.GetAsync("/things/7");
        var request = await RequestAsync();

        Assert.Equal("GET /things/{id}", request.DisplayName);
        Assert.Equal(ActivityKind.Server, request.Kind);
        Assert.Equal(ActivityStatusCode.Unset, request.Status);
        Assert.Equal(
            [
                "http.request.method=GET",
                "http.response.status_code=200",
                "http.route=/things/{id}",
                "network.protocol.version=1.1",
                "url.path=/things/7",
                "url.scheme=http",
            ],
            request
                .TagObjects.Where(tag => tag.Key is not ("server.address" or "server.port" or "user_agent.original"))
                .Select(tag => $"{tag.Key}={tag.Value}")
                .Order()
        );
    }

    [Fact]
    public async Task A_server_error_is_an_error_of_the_trace()
    {
        using var answer = await _client.GetAsync("/things/0");
        var request = await RequestAsync();

        Assert.Equal(ActivityStatusCode.Error, request.Status);
        Assert.Equal(503, request.GetTagItem("http.response.status_code"));
    }

    [Fact]
    public async Task What_no_endpoint_answers_is_named_by_its_method()
    {
        using var answer = await _client.GetAsync("/nowhere");

        Assert.Equal("GET", (await RequestAsync()).DisplayName);
    }

    [Fact]
    public async Task A_caller_s_trace_is_continued()
    {
        using var caller = new Activity("caller") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        using var answer = await _client.GetAsync("/things/7");

        Assert.Equal(caller.TraceId, (await RequestAsync()).TraceId);
    }

    [Fact]
    public async Task Health_and_metrics_are_not_traced_nor_what_they_call()
    {
        foreach (var own in (string[])["/health", "/alive", "/metrics"])
        {
            using var answer = await _client.GetAsync(own);
            Assert.True(answer.IsSuccessStatusCode);
        }

        using var last = await _client.GetAsync("/things/7");
        await RequestAsync();
        Assert.DoesNotContain(_ended.Recorded, activity => activity.Source.Name == Inner.Name);
    }

    /// <summary>The one request that was recorded: it ends a moment after its answer was sent.</summary>
    private async Task<Activity> RequestAsync() =>
        Assert.Single(
            await Support.Eventually.GetAsync(
                _ => Task.FromResult(_ended.Recorded.Where(activity => activity.Kind == ActivityKind.Server).ToList()),
                requests => requests.Count > 0
            )
        );

    private sealed class Ended : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _activities = new();

        /// <summary>What an exporter would have sent.</summary>
        public IEnumerable<Activity> Recorded => _activities.Where(activity => activity.Recorded);

        public override void OnEnd(Activity data) => _activities.Enqueue(data);
    }
}
