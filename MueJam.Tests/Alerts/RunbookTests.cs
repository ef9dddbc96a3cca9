namespace MueJam.Tests.Alerts;

/// <summary>A page for each alert and none for another, with what a person needs who has just been woken.</summary>
public sealed class RunbookTests
{
    private static readonly string[] Headings =
    [
        "Meaning",
        "Impact",
        "How to confirm",
        "What to do",
        "How it is tested",
    ];

    [Fact]
    public void There_is_a_page_for_every_alert_and_for_nothing_else() =>
        Assert.Equal(
            AlertRule.All.Select(rule => rule.Name).Distinct().Order(),
            Runbook.All.Select(page => page.Alert).Order()
        );

    [Fact]
    public void Every_page_has_all_parts() =>
        Assert.All(
            Runbook.All,
            page =>
            {
                Assert.Equal([page.Alert, .. Headings], page.Headings);
                Assert.NotEmpty(page.Blocks("promql"));
                Assert.Contains("`monitoring/prometheus/tests/", page.Text, StringComparison.Ordinal);
            }
        );

    [Fact]
    public void A_page_says_the_severity_and_component_of_its_alert() =>
        Assert.All(
            AlertRule.All,
            rule =>
            {
                var page = Runbook.All.Single(page => page.Alert == rule.Name);
                Assert.Contains(rule.Severity, page.Row[0], StringComparison.Ordinal);
                Assert.Equal(rule.Labels["component"], page.Row[1]);
            }
        );

    [Fact]
    public void Every_link_leads_somewhere() =>
        Assert.All(
            Runbook.All,
            page =>
                Assert.All(
                    page.Links,
                    link => Assert.True(File.Exists(Path.Combine(Runbook.Folder, link)), $"{page}: {link}")
                )
        );

    [Fact]
    public void The_index_has_every_page()
    {
        var index = File.ReadAllText(Path.Combine(Runbook.Folder, "README.md"));
        Assert.All(
            Runbook.All,
            page =>
                Assert.Contains(
                    $"| [{page.Alert}]({page.Alert}.md) | {page.Row[0]} | {page.Row[2]} |",
                    index,
                    StringComparison.Ordinal
                )
        );
    }
}
