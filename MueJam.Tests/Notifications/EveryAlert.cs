using System.Text.Json.Nodes;

namespace MueJam.Tests.Notifications;

/// <summary>
/// One alert of every severity and component, unknown ones too, has fired and been resolved; what was sent is here.
/// </summary>
public sealed class EveryAlert(StackFixture stack) : IAsyncLifetime
{
    private const string Unknown = "unknown";

    /// <summary>Every pair.</summary>
    public static IReadOnlyList<(string Severity, string Component)> Pairs { get; } =
    [
        .. from severity in new[] { "critical", "warning", "info", "none", Unknown, "" }
        from component in new[] { "database", "cache", "application", "monitoring", Unknown, "" }
        select (severity, component),
    ];

    /// <summary>The messages of it all.</summary>
    public IReadOnlyList<Message> Messages { get; private set; } = [];

    public static string Name(string severity, string component) => $"Route_{severity}_{component}";

    /// <summary>Who is to hear of an alert: the table of the specification.</summary>
    public static IEnumerable<string> Destinations(string severity, string component)
    {
        yield return "email ops-team@muejam-library.com";
        if (severity == "critical")
        {
            yield return "email oncall@muejam-library.com";
            yield return "slack #critical-alerts";
            yield return "pagerduty PagerDuty";
        }

        if (severity == "warning")
        {
            yield return "slack #alerts";
        }

        if (component is "database" or "cache")
        {
            yield return $"email {component}-team@muejam-library.com";
            yield return $"slack #{component}-alerts";
        }
    }

    public async Task InitializeAsync()
    {
        var alerts = new AlertsByHand(stack);
        await alerts.InitializeAsync();
        try
        {
            JsonObject[] all =
            [
                .. Pairs.Select(pair =>
                    AlertsByHand.Alert(Name(pair.Severity, pair.Component), pair.Severity, pair.Component)
                ),
            ];
            await alerts.PostAsync(all);
            await AnnouncedAsync("firing");
            await alerts.ResolveAsync(all);
            await AnnouncedAsync("resolved");
        }
        finally
        {
            await alerts.DisposeAsync();
        }

        async Task AnnouncedAsync(string status)
        {
            foreach (var (severity, component) in Pairs)
            {
                Messages = await alerts.ArrivedAsync(
                    Name(severity, component),
                    status,
                    [.. Destinations(severity, component)]
                );
            }
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The alerts that a destination was told of in this state, each as often as it was told.</summary>
    public IReadOnlyList<string> Heard(string destination, string status) =>
        [
            .. Messages
                .Where(message => message.To == destination)
                .SelectMany(message =>
                    Pairs
                        .Select(pair => Name(pair.Severity, pair.Component))
                        .Where(name => message.Announces(name, status))
                )
                .Order(StringComparer.Ordinal),
        ];
}
