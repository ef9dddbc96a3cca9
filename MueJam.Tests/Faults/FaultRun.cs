namespace MueJam.Tests.Faults;

/// <summary>
/// A fault, or some that have nothing to do with each other, from quiet to quiet: what fires, who hears of it, and that
/// nobody hears anything else.
/// </summary>
internal sealed class FaultRun(FaultStack stack, IReadOnlyList<Fault> faults, int round)
{
    /// <summary>Enough for the slowest condition (a lag of 30 s) and a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// What may pass beyond the rule's own duration and the wait for alerts of the same group: a scrape, an evaluation,
    /// and 5 s.
    /// </summary>
    private static readonly TimeSpan DelayLimit = TimeLapse.Scrape + TimeLapse.Evaluation + TimeSpan.FromSeconds(5);

    private readonly List<(ExpectedAlert Alert, Firing Firing, FaultTable.Row Row)> _fired = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var expected = faults
            .SelectMany(fault =>
                fault.Alerts.Select(alert =>
                    (Alert: alert, Row: new FaultTable.Row(round, $"{alert}", fault.Name, alert.Telling))
                )
            )
            .ToList();
        stack.Table.Add(expected.Select(pair => pair.Row));
        await stack.QuietAsync();
        await stack.ForgetResolvedAsync(cancellationToken);
        await stack.Inbox.ClearAsync(cancellationToken);

        var injections = new List<Injection>();
        DateTimeOffset began,
            ended;
        try
        {
            foreach (var fault in faults)
            {
                injections.Add(await fault.InjectAsync(stack, cancellationToken));
            }

            began = injections.Max(injection => injection.Began);
            foreach (var (alert, row) in expected)
            {
                var firing = await Eventually.GetAsync(
                    token => stack.Prometheus.FiringAsync(alert, injections[0].Began, token),
                    firing => firing is not null,
                    Limit,
                    $"{alert} fires"
                );
                row.Firing = firing!.FiredAt - began;
                _fired.Add((alert, firing, row));
            }

            await ToldAsync("firing", to => faults.All(fault => fault.IsReached(to)));
            foreach (var (alert, _) in expected.Where(pair => pair.Alert.IsInhibited))
            {
                await Eventually.GetAsync(
                    stack.Alertmanager.AlertsAsync,
                    active => active.Contains((alert.Name, true)),
                    Limit,
                    $"{alert} is inhibited"
                );
            }

            await Task.WhenAll(
                _fired.Where(fired => fired.Alert.IsTold).Select(fired => ConfirmAsync(fired.Alert, fired.Firing))
            );
        }
        finally
        {
            ended = DateTimeOffset.UtcNow;
            await Task.WhenAll(injections.Select(injection => injection.UndoAsync()));
        }

        await ToldAsync("firing", _ => true);
        await ToldAsync("resolved", _ => true);
        await stack.QuietAsync();
        var messages = await stack.Inbox.MessagesAsync(cancellationToken);
        var news = new News(messages);
        Measure(news, began, ended);
        var complaints = Complaints(news, ended).ToList();
        Assert.True(
            complaints.Count == 0,
            string.Join(
                Environment.NewLine,
                [
                    .. complaints,
                    "All messages:",
                    .. messages.Select(message => $"{message.ReceivedAt:HH:mm:ss.f} {message}"),
                ]
            )
        );
        expected.ForEach(pair => pair.Row.IsProved = true);
    }

    /// <summary>
    /// The alert's page helps: its questions have answers, and its commands print what the page says.
    /// </summary>
    private async Task ConfirmAsync(ExpectedAlert alert, Firing firing)
    {
        var page = Runbook.All.Single(page => page.Alert == alert.Name);
        // Some pages ask one question for each form that the fault may have.
        await Eventually.GetAsync(
            token => Task.WhenAll(page.Confirmations.Select(query => stack.Prometheus.Http.QueryAsync(query, token))),
            answers => answers.Any(found => found.Count > 0),
            Limit,
            $"what {page} asks Prometheus is answered"
        );

        if (
            stack.HasRunbookAddresses
            && RunbookShell.Says.TryGetValue(alert.Name, out var says)
            && RunbookShell.CanRun(page)
        )
        {
            var server = alert.Name is "DatabaseInstanceDown" or "PostgresExporterDown"
                ? firing.Labels["instance"]!.GetValue<string>()
                : "postgres";
            await Eventually.GetAsync(
                _ => RunbookShell.RunAsync(stack, page, server),
                said => said.Contains(says.Ill, StringComparison.Ordinal),
                Limit,
                $"{page} says so"
            );
        }
    }

    private void Measure(News news, DateTimeOffset began, DateTimeOffset ended)
    {
        foreach (var (alert, firing, row) in _fired.Where(fired => fired.Alert.IsTold))
        {
            var (told, over) = (news.Times(alert, firing, "firing"), news.Times(alert, firing, "resolved"));
            row.Message = told.Max() - began;
            row.Resolved = over.Max() - ended;
            row.Recipients = told.Count;
            row.Delay = told.Min() - firing.ConditionSince - firing.For - TimeLapse.GroupWait;
        }
    }

    /// <summary>What is not as it should be.</summary>
    private IEnumerable<string> Complaints(News news, DateTimeOffset ended)
    {
        foreach (var message in news.Repetitions)
        {
            yield return $"said before: {message.ReceivedAt:HH:mm:ss.f} {message}";
        }

        // Once each, both ways: to everybody whom it concerns, and to nobody else.
        var expected = _fired
            .Where(fired => fired.Alert.IsTold)
            .SelectMany(fired =>
                News.Destinations(fired.Firing)
                    .SelectMany(recipient =>
                        (string[])
                            [$"{recipient}: {fired.Alert.Name} firing", $"{recipient}: {fired.Alert.Name} resolved"]
                    )
            )
            .ToHashSet();
        var possible = _fired
            .Where(fired => fired.Alert.Telling == Telling.Perhaps)
            .Select(fired => fired.Alert.Name)
            .ToHashSet();
        var late = _fired
            .Where(fired => fired.Alert.Telling == Telling.InhibitedMeanwhile)
            .Select(fired => fired.Alert.Name)
            .ToHashSet();
        foreach (
            var (text, times) in news
                .Changes.Where(change =>
                    !possible.Contains(change.Alert) && !(late.Contains(change.Alert) && change.At > ended)
                )
                .CountBy(change => change.Text)
        )
        {
            if (times > 1 || !expected.Contains(text))
            {
                yield return $"told {times} times, not {(expected.Contains(text) ? 1 : 0)}: {text}";
            }
        }

        foreach (var (alert, firing, row) in _fired.Where(fired => fired.Alert.IsTold))
        {
            // One that joins others waits for its group's next message.
            var waits =
                _fired.Count(other =>
                    other.Alert.IsTold
                    && (other.Firing.Component, other.Firing.Severity) == (firing.Component, firing.Severity)
                ) > 1;
            if (row.Delay > DelayLimit + (waits ? TimeLapse.GroupInterval : TimeSpan.Zero))
            {
                yield return $"{alert} was told {row.Delay.Value.TotalSeconds:0.0} s late";
            }
        }
    }

    private Task ToldAsync(string status, Func<string, bool> isReached) =>
        Eventually.GetAsync(
            async token =>
            {
                var news = new News(await stack.Inbox.MessagesAsync(token));
                return string.Join(
                    ", ",
                    _fired
                        .Where(fired => fired.Alert.IsTold)
                        .SelectMany(fired =>
                            News.Destinations(fired.Firing)
                                .Where(isReached)
                                .Select(to => $"{to}: {fired.Alert.Name} {status}")
                        )
                        .Except(news.Changes.Select(change => change.Text))
                );
            },
            missing => missing.Length == 0,
            Limit,
            $"everybody is told: {status}"
        );
}
