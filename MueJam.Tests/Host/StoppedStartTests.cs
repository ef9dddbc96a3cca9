using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Host;

/// <summary>A start that is stopped before everything is up.</summary>
public sealed class StoppedStartTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-stopped-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_ends_with_a_line_and_without_a_stack_trace()
    {
        await using var host = HostProcess.Start([
            $"--LocalPrograms:StateDirectory={_folder.FullName}",
            "--DcpPublisher:RandomizePorts=true",
            "--Run=Programs",
        ]);
        await host.PrintsAsync("Not up yet: ", Limit);
        await host.SignalAsync("INT");
        Assert.Equal(0, await host.ExitedAsync(Limit));
        Assert.Contains("Stopping.", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", host.Output, StringComparison.Ordinal);
    }
}
