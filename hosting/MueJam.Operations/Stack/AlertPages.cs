namespace MueJam.Operations.Stack;

/// <summary>What alerts link to, where people find it.</summary>
/// <param name="Dashboards">Grafana's address, without a slash at its end.</param>
/// <param name="Handbook">The page for the engineer on call.</param>
public sealed record AlertPages(
    Func<CancellationToken, ValueTask<string>> Dashboards,
    Func<CancellationToken, ValueTask<string>> Handbook
);
