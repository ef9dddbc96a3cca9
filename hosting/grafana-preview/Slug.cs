using System.Text.RegularExpressions;

namespace MueJam.GrafanaPreview;

/// <summary>A title as a piece of an address.</summary>
internal static partial class Slug
{
    public static string Of(string title) => Other().Replace(title.ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();
}
