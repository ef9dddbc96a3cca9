using System.Net;
using System.Text.Json.Nodes;
using MueJam.LocalPrograms.Files;

namespace MueJam.Tests.Operations;

/// <summary>Every dashboard of a backup is there after its restore, whatever provided it.</summary>
[Collection(StackCollection.Name)]
public sealed class RestoreBoardsTests(StackFixture stack) : IDisposable
{
    private const string Uid = "community";
    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-boards-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dashboard_whose_file_is_gone_is_restored()
    {
        using var grafana = await GrafanaClient.ConnectAsync(stack);
        var dashboards = Path.Combine(stack.ConfigurationFolder("grafana"), "dashboards");
        var file = Path.Combine(dashboards, "community.json");
        var others = Directory.GetFiles(dashboards, "*.json").Length;
        var target = Path.Combine(_folder.FullName, "one");
        await File.WriteAllTextAsync(
            file,
            new JsonObject
            {
                ["uid"] = Uid,
                ["title"] = "Of the community",
                ["panels"] = new JsonArray(),
            }.ToJsonString()
        );
        try
        {
            await StatusAsync(HttpStatusCode.OK);
            var (isGood, output) = await Ops.RunAsync(stack, "postgres", "backup", "--folder", target);
            Assert.True(isGood, output);
        }
        finally
        {
            File.Delete(file);
        }

        await StatusAsync(HttpStatusCode.NotFound);
        try
        {
            var (isGood, output) = await Ops.RunAsync(
                stack,
                "postgres",
                "restore",
                "--folder",
                target,
                "--overwrite",
                "--yes"
            );
            Assert.True(isGood, output);
            Assert.Contains(
                $"grafana: 1 dashboard restored, {others} come from files.",
                output,
                StringComparison.Ordinal
            );
            await StatusAsync(HttpStatusCode.OK);
        }
        finally
        {
            using var deleted = await grafana.Http.DeleteAsync($"/api/dashboards/uid/{Uid}");
        }

        Task StatusAsync(HttpStatusCode expected) =>
            Eventually.GetAsync(
                async token =>
                {
                    using var answer = await grafana.Http.GetAsync($"/api/dashboards/uid/{Uid}", token);
                    return answer.StatusCode;
                },
                status => status == expected
            );
    }
}
