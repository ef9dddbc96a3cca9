using System.Text.RegularExpressions;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>Rules that can never fire, since Prometheus has, and ever had, no series that they read.</summary>
internal static class SilentRules
{
    /// <summary>Rules may read what others record, and two may read each other.</summary>
    private const int MostSteps = 8;

    /// <summary>A finding that names them; null where there is none, or where it is too early to tell.</summary>
    public static async Task<Finding?> FindAsync(
        OperatedStack stack,
        IReadOnlyList<RuleGroup> groups,
        CancellationToken cancellationToken
    )
    {
        // What is not scraped is known to be missing already.
        var targets = await stack.Prometheus.TargetsAsync(cancellationToken);
        if (targets.Any(target => target.Health != "up") || ScrapingChecks.MissingOf(stack, targets).Any())
        {
            return null;
        }

        var rules = groups
            .SelectMany(group =>
                group.Rules.Select(rule =>
                    (rule.Name, IsAlert: rule.State is not null, group.File, Expression: new RuleExpression(rule.Query))
                )
            )
            .ToList();
        var recorded = rules.Where(rule => !rule.IsAlert).ToLookup(rule => rule.Name, rule => rule.Expression);
        var existing = await ExistingAsync(
            stack,
            rules.SelectMany(rule => rule.Expression.Selectors()).ToHashSet(),
            cancellationToken
        );
        var isOfApi = OfApi(stack.Known);
        var silent = rules
            .Where(rule => rule.IsAlert)
            .Select(rule =>
                (rule.Name, rule.File, Missing: rule.Expression.Missing(selector => MayExist(selector, steps: 0)))
            )
            .Where(rule => rule.Missing.Count > 0)
            .Select(rule => $"{rule.Name} in {Path.GetFileName(rule.File)} ({string.Join(", ", rule.Missing)})")
            .Distinct()
            .ToList();
        return silent.Count == 0
            ? null
            : new Finding(
                $"{silent.Count} {(silent.Count == 1 ? "rule" : "rules")} can never fire, "
                    + $"for Prometheus has no such series and never had: {string.Join("; ", silent)}.",
                "Correct the names, have Prometheus scrape who exports them, or remove the rules.",
                IsAdvice: true
            );

        // What a rule here records comes when what that rule reads has come.
        bool MayExist(string selector, int steps) =>
            existing.Contains(selector)
            || isOfApi.IsMatch(selector)
            || (
                steps < MostSteps
                && recorded[Name(selector)]
                    .Any(expression => expression.Missing(other => MayExist(other, steps + 1)).Count == 0)
            );
    }

    /// <summary>
    /// The API's series come with the first request, or the first miss: that they are not there yet says nothing.
    /// </summary>
    private static Regex OfApi(OperatedModel known)
    {
        var jobs = known
            .ScrapeTargets.Where(target => known.Instances.Any(instance => instance.Resource.Name == target.Resource))
            .Select(target => Regex.Escape(target.Job));
        return new($"\\bjob\\s*=\\s*\"({string.Join('|', jobs)})\"");
    }

    private static string Name(string selector) => selector.Split('{')[0];

    private static async Task<HashSet<string>> ExistingAsync(
        OperatedStack stack,
        IReadOnlyCollection<string> selectors,
        CancellationToken cancellationToken
    )
    {
        var names = (await stack.Prometheus.NamesAsync(cancellationToken)).ToHashSet();
        var existing = new HashSet<string>();
        foreach (var selector in selectors)
        {
            var name = Name(selector);
            var isKnown = name.Length == 0 || names.Contains(name);
            if (isKnown && (name == selector || await stack.Prometheus.HasSeriesAsync(selector, cancellationToken)))
            {
                existing.Add(selector);
            }
        }

        return existing;
    }
}
