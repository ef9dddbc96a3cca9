using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Operations;

[Collection(StackCollection.Name)]
public sealed class TestAlertTests(StackFixture stack)
{
    [Theory]
    [InlineData("critical", "database", "ops-team@,oncall@,database-team@,#critical-alerts,#database-alerts,pagerduty")]
    [InlineData("warning", "cache", "ops-team@,cache-team@,#alerts,#cache-alerts")]
    public async Task Every_channel_of_the_routes_is_reported_and_the_test_is_resolved(
        string severity,
        string component,
        string addresses
    )
    {
        var (isGood, output) = await Ops.RunAsync(
            stack,
            "alertmanager",
            "test-alert",
            "--severity",
            severity,
            "--component",
            component,
            "--wait-resolved"
        );

        Assert.True(isGood, output);
        Assert.All(
            addresses.Split(','),
            address =>
                Assert.Equal(
                    2,
                    output
                        .Split('\n')
                        .Count(line =>
                            line.Contains(address, StringComparison.Ordinal)
                            && line.Contains("delivered to the inbox", StringComparison.Ordinal)
                        )
                )
        );
        Assert.Contains("Test alert, resolved", output, StringComparison.Ordinal);
        using var alertmanager = stack.CreateServerClient("alertmanager");
        Assert.Empty((await alertmanager.JsonAsync("/api/v2/alerts?filter=alertname=\"TestAlert\"")).AsArray());
    }

    [Fact]
    public async Task Its_links_lead_to_the_pages_of_this_stack()
    {
        using var inbox = stack.App.CreateHttpClient("inbox", "http");
        Assert.True((await Ops.RunAsync(stack, "alertmanager", "test-alert", "--severity", "info")).IsGood);
        var mail = (await inbox.JsonAsync("/api/notifications"))
            .AsArray()
            .Select(message => $"{message!["email"]?["text"]}")
            .First(text => text.Contains("TestAlert", StringComparison.Ordinal));
        var handbook = new Uri(stack.App.GetEndpoint("gate", "alertmanager"), "docs/operations.md");
        Assert.Contains($"Runbook: {handbook}\n", mail.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(
            $"Dashboard: {stack.App.GetEndpoint("grafana", "http")}d/monitoring-stack\n",
            mail.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        using var answer = await inbox.GetAsync(handbook);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_message_of_it_names_no_alert_but_itself()
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        using var inbox = stack.App.CreateHttpClient("inbox", "http");
        // Of the test's severity and component, and going on before, at and after its end.
        using var sent = await alertmanager.PostAsJsonAsync(
            "/api/v2/alerts",
            new[]
            {
                new
                {
                    labels = new
                    {
                        alertname = "OfTheSameKind",
                        severity = "critical",
                        component = "application",
                    },
                    startsAt = DateTimeOffset.UtcNow.AddMinutes(-5),
                    endsAt = DateTimeOffset.UtcNow.AddMinutes(1),
                },
            }
        );
        sent.EnsureSuccessStatusCode();
        var (isGood, output) = await Ops.RunAsync(
            stack,
            "alertmanager",
            "test-alert",
            "--component",
            "application",
            "--wait-resolved"
        );
        Assert.True(isGood, output);
        var messages = (await inbox.JsonAsync("/api/notifications"))
            .AsArray()
            .Select(message => message!["alerts"]!.AsArray().Select(alert => $"{alert!["name"]}").Distinct().ToList())
            .Where(names => names.Contains("TestAlert"))
            .ToList();
        Assert.NotEmpty(messages);
        Assert.All(messages, names => Assert.Equal(["TestAlert"], names));
    }

    [Fact]
    public async Task A_channel_that_cannot_be_reached_is_named_with_the_reason_and_doctor_finds_it()
    {
        // Of stop and start; what lies between has limits of its own.
        using var stopped = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await stack.StopAsync("inbox", stopped.Token);
        try
        {
            var (isGood, output) = await Ops.RunAsync(
                stack,
                "alertmanager",
                "test-alert",
                "--severity",
                "warning",
                "--component",
                "application"
            );
            Assert.False(isGood);
            Assert.True(Regex.IsMatch(output, @"slack .*#alerts.*not delivered\. .*(refused|EOF|reset)"), output);

            // Alertmanager counts a failure when it gives up, and Prometheus reads it a moment later.
            var diagnosis = await Eventually.GetAsync(
                async _ => (await Ops.RunAsync(stack, "prometheus", "doctor")).Output,
                said => Regex.IsMatch(said, @"effect: Sending by slack failed \d+ times .*(refused|EOF|reset)")
            );
            Assert.Contains("1 found. inbox is ", diagnosis, StringComparison.Ordinal);
            Assert.Contains("Start 'inbox'", diagnosis, StringComparison.Ordinal);
        }
        finally
        {
            using var started = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await stack.StartAsync("inbox", started.Token);
        }

        Assert.True(
            (
                await Ops.RunAsync(
                    stack,
                    "alertmanager",
                    "test-alert",
                    "--severity",
                    "warning",
                    "--component",
                    "application"
                )
            ).IsGood
        );
    }
}
