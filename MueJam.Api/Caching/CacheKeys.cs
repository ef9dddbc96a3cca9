namespace MueJam.Api.Caching;

/// <summary>Names of what is read, written and cached: one scope per thing, so that what wrote it and what read it agree.</summary>
internal static class Scopes
{
    public const string Stories = "stories";
    public const string Search = "search";
    public const string Whispers = "whispers";

    public static string Story(string slug) => $"story:{slug}";

    public static string StoryWhispers(string slug) => $"whispers:{slug}";

    public static string Whisper(long id) => $"whisper:{id}";

    public static string Profile(string handle) => $"profile:{handle}";

    /// <summary>What only its owner sees.</summary>
    public static string Own(string handle) => $"own:{handle}";
}
