using System.Text.RegularExpressions;

namespace MueJam.Operations.Doctor;

/// <summary>
/// What an expression of PromQL needs to have a result: of one side of <c>or</c> all, of <c>and</c> both, of
/// <c>unless</c> the left one; what it asks to be absent it does not need. Prometheus itself says whether it is valid.
/// </summary>
internal sealed partial class RuleExpression
{
    private static readonly string[] LabelLists = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    private static readonly string[] Words = ["bool", "offset", "inf", "nan", "atan2"];
    private static readonly string[] Sets = ["or", "and", "unless"];
    private static readonly string[] Ends = [.. Sets, ")", ","];
    private static readonly HashSet<string> Keywords = new(
        [.. LabelLists, .. Words, .. Sets],
        StringComparer.OrdinalIgnoreCase
    );

    private readonly IReadOnlyList<string> _tokens;
    private Func<string, bool> _exists;
    private int _at;

    public RuleExpression(string text)
        : this(Tokens(text), _ => true) { }

    private RuleExpression(IReadOnlyList<string> tokens, Func<string, bool> exists) =>
        (_tokens, _exists) = (tokens, exists);

    private static IReadOnlyList<string> Tokens(string text) =>
        [
            .. Token()
                .Matches(text)
                .Select(match => match.Value)
                .Where(token => token[0] is not ('#' or '[' or '"' or '\'' or '`'))
                // As PromQL has it: names know upper case, its words do not.
                .Select(token => Keywords.Contains(token) ? token.ToLowerInvariant() : token),
        ];

    /// <summary>Every choice of series that it needs in one way or another.</summary>
    public IReadOnlyCollection<string> Selectors()
    {
        var found = new HashSet<string>();
        Missing(selector => found.Add(selector) || true);
        return found;
    }

    /// <summary>Of what it needs and is not there; empty when it can have a result.</summary>
    /// <param name="exists">Whether a selector matches, or has ever matched, a series.</param>
    public IReadOnlyCollection<string> Missing(Func<string, bool> exists) =>
        new RuleExpression(_tokens, exists).Alternatives();

    private HashSet<string> Alternatives()
    {
        var all = Both();
        while (Take("or"))
        {
            var other = Both();
            if (all.Count == 0 || other.Count == 0)
            {
                all = [];
            }
            else
            {
                all.UnionWith(other);
            }
        }

        return all;
    }

    private HashSet<string> Both()
    {
        var missing = Operation();
        while (Peek() is "and" or "unless")
        {
            var isNeeded = Next() == "and";
            var other = Operation();
            if (isNeeded)
            {
                missing.UnionWith(other);
            }
        }

        return missing;
    }

    /// <summary>Whatever binds stronger than the operators on sets needs all that is in it.</summary>
    private HashSet<string> Operation()
    {
        var missing = new HashSet<string>();
        while (Peek() is { } token && !Ends.Contains(token))
        {
            missing.UnionWith(Operand());
        }

        return missing;
    }

    private HashSet<string> Operand()
    {
        var token = Next();
        if (token == "(")
        {
            return Arguments();
        }

        if (LabelLists.Contains(token))
        {
            if (Take("("))
            {
                Arguments(isRead: false);
            }

            return [];
        }

        var isName = char.IsLetter(token[0]) || token[0] is '_' or ':';
        if (isName && Take("("))
        {
            return Arguments(isRead: token is not ("absent" or "absent_over_time"));
        }

        // An aggregation may name its labels before its argument.
        if (token[0] != '{' && (!isName || Words.Contains(token) || Peek() is "by" or "without"))
        {
            return [];
        }

        var selector = isName && Peek() is ['{', ..] ? token + Next() : token;
        return _exists(selector) ? [] : [selector];
    }

    private HashSet<string> Arguments(bool isRead = true)
    {
        var exists = _exists;
        _exists = isRead ? exists : _ => true;
        var missing = Alternatives();
        while (Take(","))
        {
            missing.UnionWith(Alternatives());
        }

        Take(")");
        _exists = exists;
        return missing;
    }

    private string? Peek() => _at < _tokens.Count ? _tokens[_at] : null;

    private string Next() => _tokens[_at++];

    private bool Take(string token)
    {
        var isThere = Peek() == token;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    [GeneratedRegex(
        """
            #[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|
            """
            + """
                \{(?:[^}"'`]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\}|
                """
            + @"\[[^\]]*\]|\d[\w.]*|[A-Za-z_:][\w:]*|\S"
    )]
    private static partial Regex Token();
}
