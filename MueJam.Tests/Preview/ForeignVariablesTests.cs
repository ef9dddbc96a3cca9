using Microsoft.Playwright;

namespace MueJam.Tests.Preview;

/// <summary>Variables as Grafana's Prometheus data source has them, and panels that repeat by one.</summary>
[Collection(PreviewCollection.Name)]
public sealed class ForeignVariablesTests(PreviewStack stack)
{
    private const string Value = """
        { "type": "text", "title": "Value", "options": { "mode": "markdown", "content": "${x}" } }
        """;

    [Theory]
    [InlineData("query_result(pg_up)", """/instance="([^"]+)"/""", "postgres + postgres-replica")]
    [InlineData("query_result(vector(7))", """/ (\\d+) /""", "7")]
    [InlineData("label_names()", "/^instance$/", "instance")]
    [InlineData("label_names(redis_up)", "/^(job|pool)$/", "job")]
    [InlineData("metrics(^pg_up$)", "", "pg_up")]
    [InlineData("pg_up", """/instance="(?<value>[^"]+)"/""", "postgres + postgres-replica")]
    [InlineData("label_values(pg_up, job)", "", "postgres-exporter")]
    public async Task A_variable_is_asked_for_as_in_Grafana(string query, string regex, string expected)
    {
        var variable = $$"""
            {
              "type": "query", "name": "x", "query": "{{query}}", "sort": 1,
              "multi": true, "includeAll": true, "current": { "value": "$__all" },
              "regex": "{{regex.Replace("\"", "\\\"", StringComparison.Ordinal)}}"
            }
            """;
        await Eventually.GetAsync(
            async token => (await stack.Prometheus.QueryAsync("pg_up or redis_up", token)).Count,
            count => count == 3
        );
        await using var board = await ForeignBoard.OpenAsync(stack, [Value], [variable]);
        await Assertions.Expect(board.Panel("Value").Locator(".text-body")).ToHaveTextAsync(expected);
    }

    [Fact]
    public async Task A_variable_that_fails_takes_no_other_with_it()
    {
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [Value, """{ "type": "stat", "title": "Kept", "targets": [{ "expr": "redis_up{job=\"$wrong\"}" }] }"""],
            [
                """
                {
                  "type": "query", "name": "wrong", "query": "query_result(sum()",
                  "current": { "value": "redis-exporter" }
                }
                """,
                """{ "type": "query", "name": "x", "query": "label_values(redis_up, job)" }""",
            ]
        );
        await board.ShowsAsync("Value", "redis-exporter");
        await board.IsAsync("Kept", "done");
        var alert = board.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "'wrong'" });
        await Assertions.Expect(alert).ToContainTextAsync("parse error");
    }

    [Fact]
    public async Task Panels_and_rows_repeat_by_a_variable()
    {
        const string Instances = """
            {
              "type": "query", "name": "inst", "query": "label_values(pg_up, instance)", "sort": 1,
              "multi": true, "includeAll": true, "current": { "value": "$__all" }
            }
            """;
        const string Targets = """ "targets": [{ "expr": "pg_up{instance=~\"$inst\"}", "instant": true }] """;
        await using var board = await ForeignBoard.OpenAsync(
            stack,
            [
                $$"""
                {
                  "id": 1, "type": "stat", "title": "Across $inst", "repeat": "inst",
                  "gridPos": { "x": 0, "y": 0, "w": 12, "h": 4 }, {{Targets}}
                }
                """,
                $$"""
                {
                  "id": 2, "type": "stat", "title": "Down $inst", "repeat": "inst", "repeatDirection": "v",
                  "gridPos": { "x": 0, "y": 4, "w": 6, "h": 4 }, {{Targets}}
                }
                """,
                """
                {
                  "id": 3, "type": "row", "title": "Row of $inst", "repeat": "inst",
                  "gridPos": { "x": 0, "y": 8, "w": 24, "h": 1 }
                }
                """,
                $$"""
                {
                  "id": 4, "type": "stat", "title": "In the row of $inst",
                  "gridPos": { "x": 0, "y": 9, "w": 6, "h": 4 }, {{Targets}}
                }
                """,
            ],
            [Instances]
        );
        var boxes = new Dictionary<string, LocatorBoundingBoxResult>();
        foreach (var instance in (string[])["postgres", "postgres-replica"])
        {
            foreach (var title in (string[])[$"Across {instance}", $"Down {instance}", $"In the row of {instance}"])
            {
                await board.IsAsync(title, "done");
                boxes[title] = (await board.Panel(title).BoundingBoxAsync())!;
            }

            var row = board.Page.GetByRole(AriaRole.Button, new() { Name = $"Row of {instance}", Exact = true });
            await Assertions.Expect(row).ToBeVisibleAsync();
        }

        var (left, right) = (boxes["Across postgres"], boxes["Across postgres-replica"]);
        Assert.True(left.X + left.Width <= right.X && left.Y == right.Y && left.Width == right.Width);
        var (upper, lower) = (boxes["Down postgres"], boxes["Down postgres-replica"]);
        Assert.True(upper.Y + upper.Height <= lower.Y && upper.X == lower.X);
        Assert.True(boxes["In the row of postgres"].Y < boxes["In the row of postgres-replica"].Y);
    }
}
