using MueJam.Tests.Support;

namespace MueJam.Tests.Operations;

[Collection(StackCollection.Name)]
public sealed class StatusTests(StackFixture stack)
{
    [Fact]
    public async Task One_screen_shows_resources_targets_channels_replication_cache_and_disk()
    {
        await Eventually.GetAsync(_ => Ops.RunAsync(stack, "prometheus", "status"), answer =>
            answer.IsGood
            && StackFixture.Required.All(resource => answer.Output.Contains(resource, StringComparison.Ordinal))
            && ((string[])["postgres-exporter", "email", "slack", "pagerduty", "is streaming", "in the last minute", "Disk: Prometheus"])
                .All(part => answer.Output.Contains(part, StringComparison.Ordinal))
            && !answer.Output.Contains("no figure", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_orchestrator_hides_is_neither_shown_nor_diagnosed()
    {
        const string Hidden = "postgres-replica-exporter";
        Assert.True(stack.App.ResourceNotifications.TryGetCurrentState(Hidden, out var current));
        await stack.App.ResourceNotifications.PublishUpdateAsync(current.Resource, snapshot => snapshot with { IsHidden = true });
        try
        {
            await Eventually.GetAsync(_ => Ops.RunAsync(stack, "prometheus", "status"), answer => answer.IsGood && !answer.Output.Contains(Hidden, StringComparison.Ordinal));
        }
        finally
        {
            await stack.App.ResourceNotifications.PublishUpdateAsync(current.Resource, snapshot => snapshot with { IsHidden = false });
        }
    }

    [Fact]
    public async Task A_part_that_cannot_be_had_does_not_hide_the_others()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("prometheus", timeout.Token);
        try
        {
            var (isGood, output) = await Ops.RunAsync(stack, "prometheus", "status");
            Assert.True(isGood);
            Assert.Contains("Prometheus does not answer", output, StringComparison.Ordinal);
            Assert.Contains("Replication: ", output, StringComparison.Ordinal);
        }
        finally
        {
            await stack.StartAsync("prometheus", timeout.Token);
        }
    }
}
