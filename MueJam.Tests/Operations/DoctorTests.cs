using Aspire.Hosting.ApplicationModel;

namespace MueJam.Tests.Operations;

/// <summary>Each finding, by the fault that it is about.</summary>
[Collection(StackCollection.Name)]
public sealed class DoctorTests(StackFixture stack)
{
    [Fact]
    public async Task A_resource_that_waits_is_found()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("api", timeout.Token);
        await stack.StopAsync("redis", timeout.Token);
        var starting = stack.App.ResourceCommands.ExecuteCommandAsync(
            "api",
            KnownResourceCommands.StartCommand,
            timeout.Token
        );
        try
        {
            await Ops.DoctorFindsAsync(stack, "api is waiting for another resource");
        }
        finally
        {
            await stack.StartAsync("redis", timeout.Token);
            await starting;
            await stack.HealthyAsync("api", timeout.Token);
        }
    }

    [Fact]
    public async Task A_resource_that_runs_and_is_not_healthy_is_found()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var postgres = await Database.OpenAsync(stack, "postgres");
        await postgres.ScalarAsync<object>("ALTER ROLE replicator NOLOGIN");
        await postgres.ScalarAsync<object>("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_replication");
        try
        {
            await Ops.DoctorFindsAsync(stack, "postgres-replica runs and is not healthy");
        }
        finally
        {
            await postgres.ScalarAsync<object>("ALTER ROLE replicator LOGIN");
        }

        await stack.HealthyAsync("postgres-replica", timeout.Token);
        await stack.NoticedAsync();
    }

    [Fact]
    public async Task An_Alertmanager_that_Prometheus_finds_again_after_a_reload_is_waited_for()
    {
        using var prometheus = stack.CreateServerClient("prometheus");
        await Eventually.GetAsync(
            _ => Ops.RunAsync(stack, "prometheus", "doctor"),
            answer => answer.IsGood,
            TimeSpan.FromMinutes(2)
        );
        using var reloaded = await prometheus.PostAsync("/-/reload", content: null);
        Assert.True(reloaded.IsSuccessStatusCode);
        var (isGood, output) = await Ops.RunAsync(stack, "prometheus", "doctor");
        Assert.True(isGood, output);
    }

    [Fact]
    public async Task A_Prometheus_that_was_started_just_now_is_given_time()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await Eventually.GetAsync(
            async token =>
            {
                await stack.StopAsync("prometheus", timeout.Token);
                await stack.StartAsync("prometheus", timeout.Token);
                return await Ops.RunAsync(stack, "prometheus", "doctor");
            },
            answer => answer.Output.Contains("note: Prometheus was started", StringComparison.Ordinal),
            TimeSpan.FromMinutes(2)
        );
    }

    [Fact]
    public async Task A_silence_that_hides_what_fires_is_found_and_stops_a_test_alert()
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        await alertmanager.PostAlertAsync("OfATest");
        var id = await alertmanager.PostSilenceAsync(
            "OfATest|TestAlert",
            isRegex: true,
            DateTimeOffset.UtcNow,
            "a test",
            "too wide"
        );
        try
        {
            await Ops.DoctorFindsAsync(
                stack,
                "A silence of a test (too wide) hides 1 alert until",
                $"dotnet aspire resource alertmanager end-silence --id {id}"
            );
            var (isGood, output) = await Ops.RunAsync(stack, "alertmanager", "test-alert");
            Assert.False(isGood);
            Assert.Contains($"by silence {id}", output, StringComparison.Ordinal);
        }
        finally
        {
            using var expired = await alertmanager.DeleteAsync($"/api/v2/silence/{id}");
        }
    }

    [Fact]
    public async Task On_a_stack_that_is_well_nothing_is_found() =>
        await Eventually.GetAsync(
            _ => Ops.RunAsync(stack, "prometheus", "doctor"),
            answer => answer.IsGood && answer.Output.Contains("Nothing is wrong.", StringComparison.Ordinal),
            TimeSpan.FromMinutes(2)
        );
}
