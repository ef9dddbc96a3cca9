using System.Globalization;
using System.Reflection;
using MueJam.Api.Validation;

namespace MueJam.Api.Lists;

/// <summary>Which page of a list: <c>cursor</c> and <c>page_size</c> of the query.</summary>
/// <param name="After">The place after which it begins.</param>
/// <param name="Size">Entries, 1 to 100.</param>
public sealed record PageRequest(Cursor After, int Size)
{
    private const string CursorParameter = "cursor";
    private const string SizeParameter = "page_size";
    private const int DefaultSize = 20;
    private const int MaxSize = 100;

    /// <summary>What of the query tells the page.</summary>
    internal static string[] Parameters { get; } = [CursorParameter, SizeParameter];

    /// <summary>The place as clients see it, null at the top: a place is written in one way.</summary>
    public string? Cursor => After == Lists.Cursor.Top ? null : After.ToString();

    /// <summary>One more than asked for: it tells whether there is a next page.</summary>
    public int Limit => Size + 1;

    /// <summary>Reads the query.</summary>
    /// <exception cref="InvalidFieldException">It holds no such page.</exception>
    public static ValueTask<PageRequest> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        var query = context.Request.Query;
        var size = DefaultSize;
        if (
            query.TryGetValue(SizeParameter, out var text)
            && !(
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size)
                && size is >= 1 and <= MaxSize
            )
        )
        {
            throw new InvalidFieldException(SizeParameter, $"A number from 1 to {MaxSize}.");
        }

        var cursor = (string?)query[CursorParameter];
        return Lists.Cursor.TryParse(cursor, out var after)
            ? ValueTask.FromResult(new PageRequest(after, size))
            : throw new InvalidFieldException(CursorParameter, "A next_cursor of an earlier page.");
    }

    /// <summary>The page from up to <see cref="Limit"/> entries.</summary>
    /// <param name="found">The entries, in order.</param>
    /// <param name="place">The place of an entry.</param>
    public Page<T> Of<T>(List<T> found, Func<T, Cursor> place)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(place);
        return found.Count <= Size
            ? new Page<T>(found, null)
            : new Page<T>(found[..Size], place(found[Size - 1]).ToString());
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Data">The entries, in order.</param>
/// <param name="NextCursor">Where the next page begins; null after the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor);
