namespace MueJam.Api.Data;

/// <summary>
/// Who sees what: conditions on tables that are named s (stories), c (chapters) and w (whispers; joined with the story
/// that each is about).
/// Every statement that returns or touches one of them has its condition from here.
/// </summary>
internal static class Visible
{
    /// <summary>A story that everybody sees.</summary>
    public const string Story = "s.deleted_at IS NULL AND s.published_at IS NOT NULL";

    /// <summary>A story that the user $1 sees, or nobody in particular when that is null.</summary>
    public const string StoryToUser = "s.deleted_at IS NULL AND (s.published_at IS NOT NULL OR s.author = $1)";

    /// <summary>A story of the user $1.</summary>
    public const string OwnStory = "s.deleted_at IS NULL AND s.author = $1";

    /// <summary>A chapter that is seen by who sees its story.</summary>
    public const string Chapter = "c.deleted_at IS NULL";

    /// <summary>A whisper that everybody sees: with its story it is hidden and deleted.</summary>
    public const string Whisper = $"w.deleted_at IS NULL AND (w.story_id IS NULL OR ({Story}))";
}
