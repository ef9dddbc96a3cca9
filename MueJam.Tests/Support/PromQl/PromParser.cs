using System.Globalization;
using System.Text.RegularExpressions;

namespace MueJam.Tests.Support.PromQl;

/// <summary>
/// Reads the part of PromQL that rules and dashboards use: no subqueries, no offsets. Prometheus itself says whether an
/// expression is valid.
/// </summary>
internal sealed partial class PromParser
{
    private static readonly string[] Aggregations =
    [
        "sum",
        "min",
        "max",
        "avg",
        "count",
        "group",
        "stddev",
        "stdvar",
        "topk",
        "bottomk",
        "quantile",
        "count_values",
    ];

    /// <summary>Operators from the weakest to the strongest.</summary>
    private static readonly string[][] Precedence =
    [
        ["or"],
        ["and", "unless"],
        ["==", "!=", "<=", ">=", "<", ">"],
        ["+", "-"],
        ["*", "/", "%"],
        ["^"],
    ];

    private readonly List<string> _tokens;
    private int _at;

    private PromParser(string text) => _tokens = [.. Token().Matches(text).Select(match => match.Value)];

    /// <exception cref="FormatException">It is not what this reads.</exception>
    public static PromNode Parse(string text)
    {
        var parser = new PromParser(text);
        try
        {
            var node = parser.Operation(0);
            return parser._at == parser._tokens.Count
                ? node
                : throw new FormatException($"'{parser.Next()}' is unexpected.");
        }
        catch (FormatException e)
        {
            throw new FormatException($"{e.Message} In: {text}", e);
        }
    }

    private PromNode Operation(int level)
    {
        if (level == Precedence.Length)
        {
            return Operand();
        }

        var left = Operation(level + 1);
        while (Precedence[level].Contains(Peek()))
        {
            var operation = Next();
            var labels = Matching();
            left = new Binary(operation, left, Operation(level + 1)) { Labels = labels };
        }

        return left;
    }

    /// <summary>The labels by which two sides are matched.</summary>
    private List<string> Matching()
    {
        var labels = new List<string>();
        Take("bool");
        while (Peek() is "on" or "ignoring" or "group_left" or "group_right")
        {
            Next();
            if (Peek() == "(")
            {
                labels.AddRange(Names());
            }
        }

        return labels;
    }

    private PromNode Operand()
    {
        var token = Next();
        switch (token)
        {
            case "(":
                var inner = Operation(0);
                Expect(")");
                return inner;
            case "-":
                return new Binary("*", new Number(-1), Operand());
            case "{":
                _at--;
                return Series("");
            case var text when text[0] is '"' or '\'':
                return new Text(Unquote(text));
            case var number when char.IsDigit(number[0]):
                return new Number(double.Parse(number, CultureInfo.InvariantCulture));
            case var name when Aggregations.Contains(name) && Peek() is "(" or "by" or "without":
                return Aggregation(name);
            case var name when Peek() == "(":
                return new Call(name, Arguments());
            default:
                return Series(token);
        }
    }

    private Aggregate Aggregation(string operation)
    {
        var labels = Grouping();
        var arguments = Arguments();
        return new Aggregate(operation, labels.Count > 0 ? labels : Grouping(), arguments);
    }

    private List<string> Grouping() => Take("by") || Take("without") ? Names() : [];

    private List<string> Names() => List("(", ")", Next);

    private List<PromNode> Arguments() => List("(", ")", () => Operation(0));

    private Selector Series(string name)
    {
        var matchers = Peek() == "{" ? List("{", "}", () => new Matcher(Next(), Next(), Unquote(Next()))) : [];
        string? range = null;
        if (Take("["))
        {
            range = Next();
            Expect("]");
        }

        return new Selector(name, matchers, range);
    }

    private List<T> List<T>(string open, string close, Func<T> item)
    {
        Expect(open);
        var items = new List<T>();
        while (!Take(close))
        {
            items.Add(item());
            if (Peek() != close)
            {
                Expect(",");
            }
        }

        return items;
    }

    private string? Peek() => _at < _tokens.Count ? _tokens[_at] : null;

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw new FormatException("It ends too early.");

    private bool Take(string token)
    {
        var isThere = Peek() == token;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(string token)
    {
        if (Next() is var found && found != token)
        {
            throw new FormatException($"'{token}' expected, not '{found}'.");
        }
    }

    private static string Unquote(string text) =>
        text is ['"' or '\'', .., '"' or '\'']
            ? Regex.Unescape(text[1..^1])
            : throw new FormatException($"{text} is no text.");

    // A range may be a variable: [$__rate_interval].
    [GeneratedRegex(
        """
            "(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\$\w+|\d+(?:ms|[smhdwy])|\d+(?:\.\d+)?(?:e[+-]?\d+)?|
            """ + @"[A-Za-z_:][\w:]*|=~|!~|==|!=|<=|>=|[^\s]"
    )]
    private static partial Regex Token();
}
