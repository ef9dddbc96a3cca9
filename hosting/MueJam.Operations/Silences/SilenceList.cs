using MueJam.Operations.Reports;
using MueJam.Operations.Servers;

namespace MueJam.Operations.Silences;

/// <summary>Silences with what each of them mutes.</summary>
internal static class SilenceList
{
    /// <summary>Shows those that are in force or will be, under the last heading, the first to end first.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<int> ShowAsync(
        AlertmanagerApi alertmanager,
        Report report,
        CancellationToken cancellationToken
    )
    {
        var silences = (await alertmanager.SilencesAsync(cancellationToken))
            .Where(silence => silence.IsLive)
            .OrderBy(silence => silence.EndsAt)
            .ThenBy(silence => silence.Id, StringComparer.Ordinal)
            .ToList();
        var alerts = silences.Count > 0 ? await alertmanager.AlertsAsync(cancellationToken) : [];
        report.Table(
            ["mutes", "state", "by", "from", "until", "comment", "muted now", "id"],
            silences.Select(silence =>
                (Cell[])
                    [
                        string.Join(", ", silence.Matchers.Select(MatcherText.Format)),
                        silence.IsPlanned ? "planned" : new Cell("in force", Tone.Warning),
                        silence.CreatedBy,
                        Cells.At(silence.StartsAt),
                        Cells.At(silence.EndsAt),
                        silence.Comment,
                        string.Join(
                            ", ",
                            alerts
                                .Where(alert => alert.Status.SilencedBy.Contains(silence.Id))
                                .Select(alert => alert.Name)
                                .Distinct()
                                .Order()
                        ),
                        silence.Id,
                    ]
            )
        );
        return silences.Count;
    }
}
