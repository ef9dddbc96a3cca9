using System.Text.RegularExpressions;

namespace MueJam.Api.Stories;

/// <summary>The limits of a story.</summary>
internal static partial class NewStoryValidator
{
    private const int MaxSlug = 100;
    private const int MaxTitle = 200;
    private const int MaxBlurb = 1000;
    private const int MaxTags = 10;
    private const int MaxTag = 40;

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    public static Dictionary<string, string[]> Validate(NewStory story)
    {
        var errors = new Dictionary<string, string[]>();
        Check("slug", story.Slug is { Length: <= MaxSlug } slug && Slug().IsMatch(slug), $"Lower-case letters and digits in words joined by '-', at most {MaxSlug} characters.");
        Check("title", story.Title?.Trim().Length is >= 1 and <= MaxTitle && IsText(story.Title), $"1 to {MaxTitle} characters.");
        Check("blurb", (story.Blurb?.Length ?? 0) <= MaxBlurb && IsText(story.Blurb), $"At most {MaxBlurb} characters.");
        Check("author", story.Author is not null && Handle().IsMatch(story.Author), "A handle of 3 to 30 letters, digits and '_'.");
        Check("tags", story.Tags is null || (story.Tags.Length <= MaxTags && story.Tags.All(tag => tag?.Length is >= 1 and <= MaxTag && IsText(tag))), $"At most {MaxTags} tags of 1 to {MaxTag} characters.");
        return errors;

        void Check(string field, bool isValid, string rule)
        {
            if (!isValid)
            {
                errors[field] = [rule];
            }
        }
    }

    /// <summary>PostgreSQL's text holds no NUL, and a lone surrogate is no text at all.</summary>
    private static bool IsText(string? value)
        => value is null || (!value.Contains('\0', StringComparison.Ordinal) && !value.EnumerateRunes().Any(rune => rune.Value == System.Text.Rune.ReplacementChar.Value));

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A[A-Za-z0-9_]{3,30}\z")]
    private static partial Regex Handle();
}
