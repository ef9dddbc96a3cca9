using System.Diagnostics;
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
            using (var kill = Process.Start("kill", ["-KILL", $"{Find(arguments, mark)}"]))
            {
                await kill.WaitForExitAsync();
            }

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

    /// <summary>The process of this state folder, among those of other tests.</summary>
    private static int Find(string arguments, string mark) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && File.Exists($"{folder}/cmdline"))
        .Where(folder => File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ').Contains(arguments, StringComparison.Ordinal))
        .Where(folder => File.ReadAllText($"{folder}/environ").Contains(mark, StringComparison.Ordinal)
            || File.ResolveLinkTarget($"{folder}/cwd", returnFinalTarget: false)!.FullName.StartsWith(mark, StringComparison.Ordinal))
        .Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))
        .First();
}
