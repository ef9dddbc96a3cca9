using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;

namespace MueJam.Tests.Support;

/// <summary>
/// The stack's Alertmanager with nothing but what a test posts: Prometheus is away meanwhile, and what it had sent is
/// resolved.
/// </summary>
public sealed class AlertsByHand(StackFixture stack) : IAsyncLifetime
{
    private long _since;

    /// <summary>Alertmanager's API.</summary>
    public HttpClient Alertmanager { get; private set; } = null!;

    /// <summary>The inbox's API.</summary>
    public HttpClient Inbox { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Alertmanager = stack.CreateServerClient("alertmanager");
        Inbox = stack.App.CreateHttpClient("inbox", "http");
        await stack.StopAsync("prometheus", timeout.Token);
        await ForgetAsync();
        await ClearAsync();
    }

    public async Task DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await ClearAsync();
        }
        finally
        {
            // Whatever became of this class's alerts: without Prometheus every test after it would fail.
            await stack.StartAsync("prometheus", timeout.Token);
            Alertmanager.Dispose();
            Inbox.Dispose();
        }
    }

    /// <summary>An alert as Prometheus would send it.</summary>
    public static JsonObject Alert(
        string name,
        string severity,
        string component,
        params (string Name, string Value)[] labels
    )
    {
        var alert = new JsonObject
        {
            ["labels"] = new JsonObject
            {
                ["alertname"] = name,
                ["severity"] = severity,
                ["component"] = component,
            },
            ["annotations"] = new JsonObject
            {
                ["summary"] = $"{name} happened",
                ["description"] = "The value is 612ms (limit: 500ms).",
                ["runbook_url"] = $"https://github.com/muejam/library/blob/main/docs/runbooks/{name}.md",
                ["dashboard_url"] = "http://localhost:3000/d/database-metrics",
            },
        };
        foreach (var (label, value) in labels)
        {
            alert["labels"]![label] = value;
        }

        return alert;
    }

    /// <summary>
    /// Resolves whatever fires, waits until those who know of it have been told, and forgets the messages so far.
    /// </summary>
    public async Task ClearAsync()
    {
        var firing = (await Alertmanager.JsonAsync("/api/v2/alerts")).AsArray();
        var told = firing
            .Where(alert => alert!["status"]!["state"]!.GetValue<string>() == "active")
            .Select(alert => alert!["labels"]!["alertname"]!.GetValue<string>())
            .Concat((await MessagesAsync()).SelectMany(message => message.Alerts.Select(alert => alert.Name)))
            .ToHashSet();
        await ResolveAsync([
            .. firing.Select(alert => new JsonObject
            {
                ["labels"] = alert!["labels"]!.DeepClone(),
                ["annotations"] = alert["annotations"]!.DeepClone(),
            }),
        ]);
        _since = 0;
        await Eventually.GetAsync(
            async token => string.Join(", ", StillFiring(await MessagesAsync(token), told)),
            waiting => waiting.Length == 0,
            what: "all that were told of an alert have been told of its end"
        );
        await ForgetAsync();
    }

    private async Task ForgetAsync() =>
        _since = (await MessagesAsync()).Select(message => message.Id).DefaultIfEmpty().Last();

    private static IEnumerable<string> StillFiring(IReadOnlyList<Message> messages, HashSet<string> names) =>
        messages
            .SelectMany(message => message.Alerts, (message, alert) => (message.To, alert.Name, alert.Status))
            .Where(state => names.Contains(state.Name))
            .GroupBy(state => (state.To, state.Name))
            .Where(states => states.Last().Status == "firing")
            .Select(states => $"{states.Key}");

    /// <summary>Fires alerts.</summary>
    public Task PostAsync(params IReadOnlyCollection<JsonObject> alerts) => PostAsync(alerts, TimeSpan.FromHours(1));

    /// <summary>
    /// Ends alerts: now, because an end before the start is refused, and an alert may be younger than a second.
    /// </summary>
    public Task ResolveAsync(params IReadOnlyCollection<JsonObject> alerts) => PostAsync(alerts, TimeSpan.Zero);

    /// <summary>What has arrived since the last <see cref="ClearAsync"/>, oldest first.</summary>
    public async Task<IReadOnlyList<Message>> MessagesAsync(CancellationToken cancellationToken = default) =>
        [
            .. (await Inbox.JsonAsync($"/api/notifications?since={_since}", cancellationToken))
                .AsArray()
                .Select(message => new Message(message!))
                .OrderBy(message => message.Id),
        ];

    /// <summary>Waits until each destination has had a message that announces the alert in this state.</summary>
    public async Task<IReadOnlyList<Message>> ArrivedAsync(string alert, string status, params string[] destinations) =>
        await Eventually.GetAsync(
            MessagesAsync,
            messages =>
                destinations.All(to => messages.Any(message => message.To == to && message.Announces(alert, status))),
            what: $"{alert} is announced as {status} to {string.Join(", ", destinations)}"
        );

    private async Task PostAsync(IReadOnlyCollection<JsonObject> alerts, TimeSpan ends)
    {
        var now = DateTimeOffset.UtcNow;
        var body = new JsonArray([
            .. alerts.Select(alert =>
            {
                var copy = alert.DeepClone();
                copy["endsAt"] = now + ends;
                // Never after its end, and long enough ago that nothing waits for it.
                copy["startsAt"] ??= now - TimeSpan.FromMinutes(5);
                return copy;
            }),
        ]);
        using var answer = await Alertmanager.PostAsJsonAsync("/api/v2/alerts", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>A message in the inbox.</summary>
public sealed class Message(JsonNode json)
{
    /// <summary>Channel and recipient, such as <c>slack #alerts</c>.</summary>
    public string To { get; } = $"{json["channel"]} {json["recipients"]![0]}";

    public long Id { get; } = json["id"]!.GetValue<long>();

    public string? Status { get; } = json["status"]?.GetValue<string>();

    public DateTimeOffset ReceivedAt { get; } = json["received_at"]!.GetValue<DateTimeOffset>();

    public IReadOnlyList<(string Name, string Status)> Alerts { get; } =
    [
        .. json["alerts"]!
            .AsArray()
            .Select(alert => (alert!["name"]!.GetValue<string>(), alert["status"]!.GetValue<string>())),
    ];

    public JsonNode Json { get; } = json;

    public bool Announces(string alert, string status) => Alerts.Contains((alert, status));

    /// <summary>The names of the alerts that it says to be <c>firing</c> or <c>resolved</c>.</summary>
    public IReadOnlyList<string> Names(string status) =>
        [.. Alerts.Where(alert => alert.Status == status).Select(alert => alert.Name).Distinct()];

    public override string ToString() => $"{To}: {Json["subject"]}";
}
