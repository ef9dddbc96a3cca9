using System.Text.RegularExpressions;

namespace MueJam.Tests.Support;

/// <summary>The stack that most tests share: started once, alerts fire almost at once.</summary>
public sealed class StackFixture : RunningStack
{
    protected override string ScalePrometheus(string text) => Configuration.ShortenPrometheus(text);

    protected override string ScaleAlertmanager(string text) =>
        Regex.Replace(
            Regex.Replace(text, @"group_wait: *\S+", "group_wait: 1s"),
            @"group_interval: *\S+",
            "group_interval: 2s"
        );
}

/// <summary>Tests that share the stack run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>
{
    public const string Name = "Stack";
}
