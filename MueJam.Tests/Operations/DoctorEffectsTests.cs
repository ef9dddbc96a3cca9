using Aspire.Hosting.Testing;

namespace MueJam.Tests.Operations;

/// <summary>One cause, with what goes wrong by it.</summary>
[Collection(StackCollection.Name)]
public sealed class DoctorEffectsTests(StackFixture stack)
{
    [Theory]
    [InlineData("api", "The API does not answer", "Target api/api is down")]
    [InlineData(
        "postgres",
        "muejam is ",
        "api runs and is not healthy",
        "PostgreSQL does not tell whether a restore was left unfinished"
    )]
    [InlineData(
        "redis",
        "api runs and is degraded. /health says: cache is Degraded.",
        "The exporter of redis answers, but redis does not"
    )]
    [InlineData("postgres-replica", "The exporter of postgres-replica answers, but postgres-replica does not")]
    [InlineData("prometheus", "Prometheus does not answer", "Nothing answers behind Grafana's data source")]
    [InlineData("grafana", "Grafana does not answer")]
    [InlineData("alertmanager", "Target alertmanager/alertmanager is down", "Alertmanager does not answer")]
    public async Task A_stopped_resource_is_the_one_finding_and_its_effects_stand_under_it(
        string resource,
        params string[] effects
    )
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync(resource, timeout.Token);
        try
        {
            await Ops.DoctorFindsAsync(
                stack,
                [
                    $"1 found. {resource} is ",
                    $"PROBLEM: {resource} is ",
                    $"(dotnet aspire resource {resource} start)",
                    .. effects.Select(effect => $"effect: {effect}"),
                ]
            );
        }
        finally
        {
            await stack.StartAsync(resource, timeout.Token);
        }
    }

    [Fact]
    public async Task An_effect_is_told_once_and_names_no_port_that_people_do_not_know()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("alertmanager", timeout.Token);
        try
        {
            var (_, output) = await Ops.RunAsync(stack, "prometheus", "doctor");
            Assert.Single(output.Split('\n'), line => line.Contains("effect: Alertmanager does not answer: "));
            var port = stack.App.GetEndpoint("alertmanager", "http").Port;
            Assert.DoesNotMatch($"Alertmanager does not answer.*{port}", output);
        }
        finally
        {
            await stack.StartAsync("alertmanager", timeout.Token);
        }
    }
}
