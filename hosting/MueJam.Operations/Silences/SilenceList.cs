using System.Globalization;
using MueJam.Operations.Reports;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Silences;

/// <summary>Silences with what each of them mutes.</summary>
internal static class SilenceList
{
    /// <summary>Shows those that are in force or will be, the first to end first.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<int> ShowAsync(AlertmanagerApi alertmanager, Report report, CancellationToken cancellationToken)
    {
        var silences = (await alertmanager.SilencesAsync(cancellationToken)).Where(silence => silence.IsLive)
            .OrderBy(silence => silence.EndsAt).ThenBy(silence => silence.Id, StringComparer.Ordinal).ToList();
        if (silences.Count == 0)
        {
            return 0;
        }

        var alerts = await alertmanager.AlertsAsync(cancellationToken);
        report.Table("Silences", ["matchers", "mutes", "from", "until", "author", "comment", "id"], silences.Select(silence => (Cell[])
        [
            MatcherText.Format(silence.Matchers),
            Muted(silence, alerts),
            silence.Status.State == "pending" ? Time(silence.StartsAt) : "now",
            $"{Time(silence.EndsAt)} (in {Durations.Format(silence.EndsAt - DateTimeOffset.UtcNow)})",
            silence.CreatedBy, silence.Comment, silence.Id,
        ]));
        return silences.Count;
    }

    /// <summary>A moment as one reads it, in UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Muted(Silence silence, IReadOnlyList<Alert> alerts)
    {
        var names = alerts.Where(alert => alert.Status.SilencedBy.Contains(silence.Id)).Select(alert => alert.Name).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "nothing now" : string.Join(", ", names);
    }
}
