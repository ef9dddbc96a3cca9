using MueJam.Tests.Notifications;

namespace MueJam.Tests.Faults;

/// <summary>What one recipient learned from a message: that an alert fires, or that it no longer does.</summary>
internal sealed record Change(DateTimeOffset At, string To, string Alert, string Status)
{
    public string Text => $"{To}: {Alert} {Status}";
}

/// <summary>What recipients learned from messages.</summary>
internal sealed class News
{
    private readonly List<Change> _changes = [];
    private readonly List<Message> _repetitions = [];
    private readonly HashSet<(string To, string Alert)> _open = [];

    /// <summary>Reads the messages, oldest first.</summary>
    /// <remarks>
    /// That an alert is over may stand in later messages of its group, too: it is news once, and none while another
    /// alert of the name fires.
    /// </remarks>
    public News(IEnumerable<Message> messages)
    {
        var last = new Dictionary<string, string>();
        foreach (var message in messages)
        {
            var firing = message.Names("firing");
            var over = message.Names("resolved").Except(firing).ToList();
            Add(message, "firing", firing.Where(alert => _open.Add((message.To, alert))));
            Add(message, "resolved", over.Where(alert => _open.Remove((message.To, alert))));
            var text = $"{string.Join(' ', firing.Order())}; {string.Join(' ', over.Order())}";
            if (last.GetValueOrDefault(message.To) == text)
            {
                _repetitions.Add(message);
            }

            last[message.To] = text;
        }
    }

    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>The messages that say what the one before them said.</summary>
    public IReadOnlyList<Message> Repetitions => _repetitions;

    /// <summary>Whether somebody has been told of an alert and not yet of its end.</summary>
    public bool IsOpen => _open.Count > 0;

    /// <summary>When those who must hear of an alert did so.</summary>
    public IReadOnlyList<DateTimeOffset> Times(ExpectedAlert alert, Firing firing, string status) =>
        [
            .. Destinations(firing)
                .SelectMany(to =>
                    _changes
                        .Where(change => (change.To, change.Alert, change.Status) == (to, alert.Name, status))
                        .Take(1)
                        .Select(change => change.At)
                ),
        ];

    /// <summary>Who must hear of an alert.</summary>
    public static IEnumerable<string> Destinations(Firing firing) =>
        EveryAlert.Destinations(firing.Severity, firing.Component);

    private void Add(Message message, string status, IEnumerable<string> alerts) =>
        _changes.AddRange(alerts.Select(alert => new Change(message.ReceivedAt, message.To, alert, status)));
}
