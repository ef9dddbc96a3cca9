using MueJam.Api.Lists;

namespace MueJam.Api.Caching;

/// <summary>
/// The key of every answer that is kept: one method for each question, with all that its answer depends on.
/// </summary>
internal static class AnswerKeys
{
    public static string Story(string slug) => Scopes.Story(slug);

    public static string Stories(PageRequest page, string? tag) => OfPage("stories", page, tag);

    public static string Trending(PageRequest page) => OfPage("trending", page);

    public static string Newest(PageRequest page) => OfPage("new", page);

    public static string Chapters(string slug, PageRequest page) => OfPage("chapters", slug, page);

    public static string Chapter(string slug, int number) => CacheKeys.Of("chapter", slug, CacheKeys.Number(number));

    public static string Whisper(long id) => Scopes.Whisper(id);

    public static string Whispers(PageRequest page) => OfPage("global-whispers", page);

    public static string Replies(long id, PageRequest page) => OfPage("replies", CacheKeys.Number(id), page);

    public static string StoryWhispers(string slug, PageRequest page) => OfPage("whispers-of", slug, page);

    public static string Profile(string handle) => Scopes.Profile(handle);

    public static string StoriesOf(string handle, PageRequest page) => OfPage("stories-of", handle, page);

    public static string Search(PageRequest page, string query) => OfPage("search", page, query);

    public static string Suggestions(string query) => CacheKeys.Of("suggest", query);

    private static string OfPage(string kind, PageRequest page) =>
        CacheKeys.Of(kind, CacheKeys.Number(page.Size), page.Cursor);

    private static string OfPage(string kind, PageRequest page, string? value) =>
        CacheKeys.Of(kind, CacheKeys.Number(page.Size), page.Cursor, value);

    private static string OfPage(string kind, string value, PageRequest page) =>
        CacheKeys.Of(kind, value, CacheKeys.Number(page.Size), page.Cursor);
}
