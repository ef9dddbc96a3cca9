using System.Text.RegularExpressions;

namespace MueJam.Tests.Support;

/// <summary>The stack that most tests share: started once, alerts fire almost at once.</summary>
public sealed class StackFixture : RunningStack
{
    /// <summary>Scrapes every 2 s (an exporter takes 1 s to find its database dead), and alerts fire after 2 s; thresholds stay.</summary>
    protected override string ScalePrometheus(string text)
    {
        var rules = Regex.Replace(text, @"\bfor: +\d+m\b", "for: 2s");
        var scrapes = Regex.Replace(rules, @"(scrape_interval|scrape_timeout): *\S+", "$1: 2s");
        return Regex.Replace(scrapes, @"(evaluation_interval|refresh_interval): *\S+", "$1: 1s");
    }

    protected override string ScaleAlertmanager(string text)
        => Regex.Replace(Regex.Replace(text, @"group_wait: *\S+", "group_wait: 1s"), @"group_interval: *\S+", "group_interval: 2s");
}

/// <summary>Tests that share the stack run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>
{
    public const string Name = "Stack";
}
