using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using MueJam.Tests.Faults;
using MueJam.Tests.Notifications;
using Xunit.Abstractions;

namespace MueJam.Tests.Instances;

/// <summary>Instances that end: what it costs those who use the library, and who is told.</summary>
[Collection(InstancesCollection.Name)]
public sealed class InstanceFaultsTests(InstancesStack stack, ITestOutputHelper output)
{
    private const int Readers = 6;
    private const int Writers = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly ConcurrentQueue<(DateTimeOffset At, string What)> _failures = new();

    [Fact]
    public async Task One_that_is_killed_costs_the_writes_that_it_had_begun()
    {
        using var http = new HttpClient { BaseAddress = stack.App.GetEndpoint(InstancesStack.Balancer, "http") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Tokens.For("under_load"));
        var writes = new AcknowledgedWrites(story => http.PostAsJsonAsync("/v1/stories", story));
        await using var load = new Load(
            Readers + Writers,
            worker => NotedAsync(() => worker < Writers ? writes.PostAsync() : http.GetAsync("/v1/stories?page_size=5"))
        );
        await load.MoreAsync(200);
        var killed = DateTimeOffset.UtcNow;
        await stack.KillAsync("api-2");
        await load.MoreAsync(500);
        await stack.ReviveAsync("api-2");
        await load.MoreAsync(200);
        var answers = await load.StopAsync();

        var seconds = _failures.Select(failure => (failure.At - killed).TotalSeconds).DefaultIfEmpty().Max();
        output.WriteLine(
            $"{answers.Count} requests, {_failures.Count} failed, the last {seconds:0.0} s after the kill"
        );
        Assert.All(_failures, failure => Assert.Equal("502", failure.What));
        Assert.InRange(_failures.Count, 0, Writers);
        await writes.NoneIsLostAsync(stack);
    }

    [Fact]
    public Task One_that_is_killed_is_named_by_a_warning() =>
        RunAsync(
            new Fault(
                "one of three instances killed",
                [new("ApplicationInstanceDown", "instance=\"api-2\"")],
                async (_, _) =>
                {
                    var began = DateTimeOffset.UtcNow;
                    await stack.KillAsync("api-2");
                    return new Injection(began, () => stack.ReviveAsync("api-2"));
                }
            )
        );

    [Fact]
    public async Task Without_any_of_them_the_one_address_says_so_and_one_message_names_all()
    {
        using var http = new HttpClient { BaseAddress = stack.App.GetEndpoint(InstancesStack.Balancer, "http") };
        string[] everyone = [.. EveryAlert.Destinations("critical", "application")];
        await stack.OverAsync();
        await stack.ForgetResolvedAsync(CancellationToken.None);
        await stack.Inbox.ClearAsync(CancellationToken.None);
        await Task.WhenAll(InstancesStack.Instances.Select(stack.KillAsync));
        try
        {
            using var refused = await http.GetAsync("/v1/stories");
            await LibraryClient.IsProblemAsync(refused, HttpStatusCode.ServiceUnavailable, "service_unavailable");
            await ToldAsync("firing");
        }
        finally
        {
            await stack.ReviveAsync(InstancesStack.Instances);
        }

        await ToldAsync("resolved");
        using var after = await http.GetAsync("/v1/stories");
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        await stack.QuietAsync();

        Task ToldAsync(string status) =>
            Eventually.GetAsync(
                async token =>
                    (await stack.Inbox.MessagesAsync(token))
                        .Where(message => message.Announces("ApplicationDown", status))
                        .Select(message => $"{message}".Split("] ")[0])
                        .Order()
                        .ToList(),
                told => told.SequenceEqual(everyone.Select(to => $"{to}: [{status.ToUpperInvariant()}:3").Order())
            );
    }

    [Fact]
    public Task Their_one_address_that_is_stopped_is_told_as_the_library_that_is_down() =>
        RunAsync(
            new Fault(
                "balancer stopped",
                [new("ApplicationDown", "instance=\"balancer\"")],
                async (_, token) =>
                {
                    var began = DateTimeOffset.UtcNow;
                    await stack.StopAsync(InstancesStack.Balancer, token);
                    return new Injection(
                        began,
                        () => stack.StartAsync(InstancesStack.Balancer, CancellationToken.None)
                    );
                }
            )
        );

    private async Task RunAsync(Fault fault)
    {
        using var timeout = new CancellationTokenSource(Limit);
        // The other tests of this stack stop instances, too.
        await stack.OverAsync();
        await new FaultRun(stack, [fault], 1).RunAsync(timeout.Token);
        output.WriteLine($"{stack.Table}");
    }

    private async Task<HttpResponseMessage> NotedAsync(Func<Task<HttpResponseMessage>> send)
    {
        var answer = await send();
        if (!answer.IsSuccessStatusCode)
        {
            _failures.Enqueue((DateTimeOffset.UtcNow, $"{(int)answer.StatusCode}"));
        }

        return answer;
    }
}
