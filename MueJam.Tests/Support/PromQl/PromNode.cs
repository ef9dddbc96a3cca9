namespace MueJam.Tests.Support.PromQl;

/// <summary>A part of a PromQL expression.</summary>
internal abstract record PromNode
{
    public virtual IReadOnlyList<PromNode> Children => [];

    /// <summary>This part and all below it, each with the parts above it, the nearest last.</summary>
    public IEnumerable<(PromNode Node, IReadOnlyList<PromNode> Above)> Walk() => Walk([]);

    /// <summary>Every choice of series in it.</summary>
    public IEnumerable<Selector> Selectors() => Walk().Select(found => found.Node).OfType<Selector>();

    private IEnumerable<(PromNode Node, IReadOnlyList<PromNode> Above)> Walk(IReadOnlyList<PromNode> above) =>
        Children.SelectMany(child => child.Walk([.. above, this])).Prepend((this, above));
}

internal sealed record Number(double Value) : PromNode;

internal sealed record Text(string Value) : PromNode;

/// <summary>Series by name and labels; with a range, their samples.</summary>
internal sealed record Selector(string Name, IReadOnlyList<Matcher> Matchers, string? Range) : PromNode;

internal sealed record Matcher(string Label, string Operator, string Value);

internal sealed record Call(string Function, IReadOnlyList<PromNode> Arguments) : PromNode
{
    public override IReadOnlyList<PromNode> Children => Arguments;
}

internal sealed record Aggregate(string Operation, IReadOnlyList<string> Labels, IReadOnlyList<PromNode> Arguments)
    : PromNode
{
    public override IReadOnlyList<PromNode> Children => Arguments;
}

internal sealed record Binary(string Operator, PromNode Left, PromNode Right) : PromNode
{
    /// <summary>The labels by which, or without which, the sides are matched.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public override IReadOnlyList<PromNode> Children => [Left, Right];
}
