using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Operations;

[Collection(StackCollection.Name)]
public sealed class SecretsTests(StackFixture stack) : IDisposable
{
    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-secrets-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_secret_is_in_what_commands_print_in_a_backup_or_in_the_process_list()
    {
        var target = Path.Combine(_folder.FullName, "one");
        using var watching = new CancellationTokenSource();
        var processes = ProcessesAsync(watching.Token);
        var outputs = new List<string>();
        foreach (
            var command in (string[][])
                [
                    ["prometheus", "status"],
                    ["prometheus", "doctor"],
                    ["prometheus", "reload"],
                    ["alertmanager", "reload"],
                    ["alertmanager", "test-alert"],
                    ["postgres", "backup", "--folder", target],
                    ["postgres", "restore", "--folder", target, "--overwrite", "--yes"],
                ]
        )
        {
            outputs.Add((await Ops.RunAsync(stack, command[0], command[1], command[2..])).Output);
        }

        await watching.CancelAsync();
        await AssertNoneAsync("the output of a command", outputs);
        await AssertNoneAsync("the process list", await processes);
        await AssertNoneAsync(
            "the backup",
            Directory
                .EnumerateFiles(target, "*", SearchOption.AllDirectories)
                .Select(file => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)))
        );
    }

    [Theory]
    [InlineData("prometheus", "/api/v1/status/config", "/api/v1/status/flags", "/api/v1/targets", "/metrics")]
    [InlineData("alertmanager", "/api/v2/status", "/metrics")]
    [InlineData("api", "/metrics", "/metrics/json", "/health", "/openapi/v1.json")]
    [InlineData("inbox", "/", "/api/notifications")]
    [InlineData("postgres-exporter", "/metrics")]
    [InlineData("redis-exporter", "/metrics")]
    [InlineData("grafana", "/metrics", "/api/health", "/api/datasources")]
    public async Task No_secret_is_on_a_page(string resource, params string[] paths)
    {
        using var http = resource switch
        {
            "grafana" => (await GrafanaClient.ConnectAsync(stack)).Http,
            "prometheus" or "alertmanager" => stack.CreateServerClient(resource),
            _ => stack.App.CreateHttpClient(resource, "http"),
        };
        foreach (var path in paths)
        {
            await AssertNoneAsync(path, [await http.GetStringAsync(path)]);
        }
    }

    [Fact]
    public async Task No_secret_is_in_a_log()
    {
        var logs = stack.App.Services.GetRequiredService<ResourceLoggerService>();
        var all = new List<string>();
        foreach (
            var resource in stack
                .App.Services.GetRequiredService<DistributedApplicationModel>()
                .Resources.Where(resource => resource is not ParameterResource)
        )
        {
            await foreach (var lines in logs.GetAllAsync(resource))
            {
                all.AddRange(lines.Select(line => line.Content));
            }
        }

        await AssertNoneAsync("a log", all);
    }

    private async Task AssertNoneAsync(string where, IEnumerable<string> texts)
    {
        var all = string.Join('\n', texts);
        Assert.NotEmpty(all);
        foreach (
            var secret in stack
                .App.Services.GetRequiredService<DistributedApplicationModel>()
                .Resources.OfType<ParameterResource>()
                .Where(parameter => parameter.Secret)
        )
        {
            var value = await secret.GetValueAsync(CancellationToken.None);
            Assert.False(all.Contains(value!, StringComparison.Ordinal), $"{secret.Name} is in {where}.");
        }
    }

    /// <summary>Every command line that was seen, as any user sees it.</summary>
    private static async Task<IReadOnlyCollection<string>> ProcessesAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<string> { "none" };
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested && Directory.Exists("/proc"))
        {
            foreach (var process in System.Diagnostics.Process.GetProcesses())
            {
                using (process)
                {
                    try
                    {
                        seen.Add(File.ReadAllText($"/proc/{process.Id}/cmdline"));
                    }
                    catch (IOException)
                    {
                        // It has ended.
                    }
                }
            }

            await Task.Delay(20, CancellationToken.None);
        }

        return seen;
    }
}
