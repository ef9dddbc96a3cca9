namespace MueJam.Tests.Support.PromQl;

/// <summary>
/// What a figure measures: powers of seconds and bytes (a count has neither), and the factor of its unit, 100 for per
/// cent.
/// </summary>
internal readonly record struct Dimension(int Seconds, int Bytes, double Factor)
{
    private static readonly Dimension Count = new(0, 0, 1);

    /// <summary>Dashboard units, as Grafana names them.</summary>
    private static readonly Dictionary<string, Dimension> Units = new()
    {
        ["s"] = new(1, 0, 1),
        ["suffix:s"] = new(1, 0, 1),
        ["dthms"] = new(1, 0, 1),
        ["ms"] = new(1, 0, 1000),
        ["bytes"] = new(0, 1, 1),
        ["Bps"] = new(-1, 1, 1),
        ["ops"] = new(-1, 0, 1),
        ["reqps"] = new(-1, 0, 1),
        ["percent"] = new(0, 0, 100),
        ["percentunit"] = Count,
        ["short"] = Count,
        ["locale"] = Count,
        ["suffix:times allowed"] = Count,
        ["none"] = Count,
    };

    /// <exception cref="FormatException">The unit is not known here.</exception>
    public static Dimension OfUnit(string unit) =>
        Units.TryGetValue(unit, out var dimension)
            ? dimension
            : throw new FormatException($"Which quantity has the unit '{unit}'?");

    /// <summary>
    /// What an expression measures, from the names of its metrics; null where any unit fits, as with a constant.
    /// </summary>
    /// <exception cref="FormatException">It adds or compares what does not go together.</exception>
    public static Dimension? Of(PromNode node) =>
        node switch
        {
            Selector selector => OfMetric(selector.Name),
            Call { Function: "rate" or "irate", Arguments: [var samples] } => Of(samples) is { } of
                ? of with
                {
                    Seconds = of.Seconds - 1,
                }
                : null,
            Call { Function: "histogram_quantile", Arguments: [_, var buckets] } => OfMetric(
                buckets.Selectors().First().Name.Replace("_bucket", "", StringComparison.Ordinal)
            ),
            Call { Function: "vector" } or Number or Text => null,
            Call { Function: "time" } => new(1, 0, 1),
            Call { Function: "absent" or "resets" or "changes" or "count_over_time" or "present_over_time" } => Count,
            Call call => Of(call.Arguments[0]),
            Aggregate { Operation: "count" or "group" } => Count,
            Aggregate aggregate => Of(aggregate.Arguments[^1]),
            Binary { Operator: "*", Left: Number { Value: 0 } } => null,
            Binary { Operator: "*", Left: Number { Value: > 0 } scale } product => Of(product.Right) is { } of
                ? of with
                {
                    Factor = of.Factor * scale.Value,
                }
                : null,
            Binary { Operator: "*" } product => Combine(Of(product.Left), Of(product.Right), 1),
            Binary { Operator: "/" } quotient => Combine(Of(quotient.Left), Of(quotient.Right), -1),
            // A share and what is left of it.
            Binary { Operator: "-", Left: Number } rest => Of(rest.Right),
            Binary both => Same(both),
            _ => throw new FormatException($"What does {node} measure?"),
        };

    private static Dimension? Combine(Dimension? left, Dimension? right, int sign) =>
        (left, right) switch
        {
            ({ } l, { } r) => new(
                l.Seconds + (sign * r.Seconds),
                l.Bytes + (sign * r.Bytes),
                l.Factor * Math.Pow(r.Factor, sign)
            ),
            _ => left ?? right,
        };

    private static Dimension? Same(Binary both)
    {
        var (left, right) = (Of(both.Left), Of(both.Right));
        return left is null || right is null || left == right || both.Operator is "and" or "unless"
            ? left ?? right
            : throw new FormatException($"{left} {both.Operator} {right} does not go together.");
    }

    private static Dimension OfMetric(string name)
    {
        // A histogram's buckets and its count are numbers of observations; a recorded rate says over which time, as in
        // rate5m.
        var words =
            name.EndsWith("_bucket", StringComparison.Ordinal) || name.EndsWith("_count", StringComparison.Ordinal)
                ? []
                : name.Split('_', ':');
        var perSecond = words.Any(word =>
            word.Length > 4 && word.StartsWith("rate", StringComparison.Ordinal) && char.IsDigit(word[4])
        )
            ? -1
            : 0;
        return words switch
        {
            _ when words.Contains("seconds") => new(1 + perSecond, 0, 1),
            _ when words.Contains("ms") => new(1, 0, 1000),
            _ when words.Contains("bytes") => new(perSecond, 1, 1),
            _ when words.Contains("percent") => new(0, 0, 100),
            _ => new(perSecond, 0, 1),
        };
    }
}
