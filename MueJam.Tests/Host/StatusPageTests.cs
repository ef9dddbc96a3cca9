using System.Net;
using MueJam.Embedded.Programs;
using MueJam.Tests.Support;

namespace MueJam.Embedded.Tests.Host;

/// <summary>What people see of a program that was killed, and that the page's buttons start it again.</summary>
public sealed class StatusPageTests : IDisposable
{
    private readonly TemporaryFolder _state = TemporaryFolder.Create("muejam-page-");

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task A_killed_program_is_shown_as_exited_and_starts_again()
    {
        await using var host = HostProcess.Start([$"--Embedded:StateDirectory={_state.FullName}", "--DcpPublisher:RandomizePorts=true"]);
        await host.PrintsAsync(" is up. State, logs", TimeSpan.FromMinutes(5));
        using var page = await StatusPageClient.OpenAsync(host);

        foreach (var (resource, arguments) in ((string, string)[])[("redis", "redis-server"), ("prometheus", "prometheus --config"), ("api", "MueJam.Api.dll")])
        {
            // A project runs in its own folder; it knows its address.
            var mark = resource == "api" ? await page.AddressAsync(resource) : _state.FullName;
            await StackProgram.SignalAsync("KILL", arguments, mark);

            await Eventually.GetAsync(token => page.StateAsync(resource, token), state => state == "Exited");
            await page.ExecuteAsync(resource, "start");
            await Eventually.GetAsync(token => page.StateAsync(resource, token), state => state == "Running");
        }
    }

    [Fact]
    public async Task Another_site_can_press_no_button()
    {
        await using var host = HostProcess.Start([$"--Embedded:StateDirectory={_state.FullName}", "--DcpPublisher:RandomizePorts=true"]);
        await host.PrintsAsync(" is up. State, logs", TimeSpan.FromMinutes(5));
        using var page = await StatusPageClient.OpenAsync(host);

        using var without = await page.Http.PostAsync("/api/resources/redis/stop", content: null);
        Assert.Equal(HttpStatusCode.Forbidden, without.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "rebound.example" } };
        using var rebound = await page.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, rebound.StatusCode);
    }
}
