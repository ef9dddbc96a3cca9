using MueJam.Tests.Support;

namespace MueJam.Tests.Operations;

/// <summary>The same operations as commands of the resources.</summary>
[Collection(StackCollection.Name)]
public sealed class ResourceCommandTests(StackFixture stack)
{
    [Theory]
    [InlineData("prometheus", "reload", "in effect")]
    [InlineData("prometheus", "clean", "Nothing is older than 15d")]
    [InlineData("alertmanager", "test-alert", "Resolved")]
    public async Task It_does_the_same_and_says_what_came_of_it(string resource, string command, string message)
    {
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync(resource, command);
        Assert.True(result.Success, result.Message);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_of_the_doctor_fails_its_command()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await stack.StopAsync("redis-exporter", timeout.Token);
        try
        {
            var result = await stack.App.ResourceCommands.ExecuteCommandAsync("prometheus", "doctor", timeout.Token);
            Assert.False(result.Success);
            Assert.Contains("redis-exporter is Exited", result.Message, StringComparison.Ordinal);
        }
        finally
        {
            await stack.StartAsync("redis-exporter", timeout.Token);
        }
    }
}
