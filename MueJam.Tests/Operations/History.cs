using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace MueJam.Tests.Operations;

/// <summary>
/// Hours of samples that a stack has not measured, brought into its Prometheus: blocks made by promtool, as a backup
/// that holds nothing else.
/// </summary>
internal static class History
{
    /// <summary>How long it is, and how long before now it ends: what the stack measures itself begins later.</summary>
    private static readonly TimeSpan Length = TimeSpan.FromHours(6),
        Before = TimeSpan.FromHours(1);

    /// <summary>The label by which it is told from what the stack measures.</summary>
    public const string Job = "history";

    private const int Interval = 30;

    /// <summary>Writes it.</summary>
    /// <param name="stack">A stack whose Prometheus holds no blocks yet.</param>
    /// <param name="folder">An empty folder.</param>
    /// <returns>The times of its first and its last sample.</returns>
    public static async Task<(DateTimeOffset First, DateTimeOffset Last)> WriteAsync(RunningStack stack, string folder)
    {
        var last = DateTimeOffset.FromUnixTimeSeconds((DateTimeOffset.UtcNow - Before).ToUnixTimeSeconds());
        var first = last - Length;
        var blocks = Directory.CreateDirectory(Path.Combine(folder, "prometheus")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "samples.txt"), Samples(first, last));
        await PromtoolAsync(stack, folder, "tsdb", "create-blocks-from", "openmetrics", "samples.txt", "prometheus");
        File.Delete(Path.Combine(folder, "samples.txt"));
        var files = Directory
            .EnumerateFiles(blocks, "*", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetRelativePath(folder, file),
                file => new
                {
                    bytes = new FileInfo(file).Length,
                    sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
                }
            );
        Assert.NotEmpty(files);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "manifest.json"),
            JsonSerializer.Serialize(
                new
                {
                    format = 1,
                    created_at = last,
                    stack = Job,
                    left_out = (string[])["postgres", "alertmanager", "grafana"],
                    files,
                }
            )
        );
        var (isGood, output) = await Ops.RunAsync(stack, "postgres", "restore", "--folder", folder, "--yes");
        Assert.True(isGood, output);
        return (first, last);
    }

    /// <summary>Rising traffic, a restart of the API on the way, and a replica that falls behind for a while.</summary>
    private static string Samples(DateTimeOffset first, DateTimeOffset last)
    {
        var text = new StringBuilder();
        Add(
            "db_query_count",
            "api",
            hours => (hours < 3.5 ? 90_000 : 0) + Math.Round(Math.Pow(hours < 3.5 ? hours : hours - 3.5, 1.5) * 40_000)
        );
        Add("replication_lag_seconds", "api", hours => hours is > 2 and < 2.5 ? 7.5 : 0);
        Add("redis_connected_clients", "redis", hours => 8 + Math.Round(4 * Math.Sin(hours)));
        Add("up", "api", hours => hours is > 3.49 and < 3.51 ? 0 : 1);
        Add("up", "redis", _ => 1);
        return text.Append("# EOF\n").ToString();

        void Add(string metric, string instance, Func<double, double> value)
        {
            for (var time = first; time <= last; time += TimeSpan.FromSeconds(Interval))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{metric}{{job=\"{Job}\",instance=\"{instance}\"}} {value((time - first).TotalHours)} "
                        + $"{time.ToUnixTimeSeconds()}\n"
                );
            }
        }
    }

    /// <summary>Prometheus's tool: of this machine where Prometheus is that too, else of its image.</summary>
    private static async Task PromtoolAsync(RunningStack stack, string folder, params string[] arguments)
    {
        var image = stack
            .App.Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.Single(r => r.Name == "prometheus")
            .Annotations.OfType<ContainerImageAnnotation>()
            .LastOrDefault();
        string[] command = image is null
            ? ["promtool", .. arguments]
            // As this user, who can delete what it writes.
            :
            [
                "sh",
                "-c",
                "exec docker run --rm --user \"$(id -u):$(id -g)\" --volume \"$PWD:/work\" --workdir /work "
                    + "--entrypoint promtool \"$@\"",
                "sh",
                $"{image.Registry}/{image.Image}:{image.Tag}",
                .. arguments,
            ];
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{output}{await errors}");
    }
}
