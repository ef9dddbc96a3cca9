namespace MueJam.Api.Stories;

/// <summary>A serial story.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Slug">Its name in addresses: lower-case words joined by dashes, at most 100 characters.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Blurb">At most 1000 characters.</param>
/// <param name="Author">The author's handle.</param>
/// <param name="Tags">At most 10.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Story(long Id, string Slug, string Title, string Blurb, string Author, string[] Tags, DateTime CreatedAt);

/// <summary>A story to post.</summary>
/// <param name="Slug">See <see cref="Story.Slug"/>.</param>
/// <param name="Title">See <see cref="Story.Title"/>.</param>
/// <param name="Blurb">See <see cref="Story.Blurb"/>; empty when absent.</param>
/// <param name="Author">See <see cref="Story.Author"/>.</param>
/// <param name="Tags">See <see cref="Story.Tags"/>; none when absent.</param>
public sealed record NewStory(string? Slug, string? Title, string? Blurb, string? Author, string[]? Tags);

/// <summary>A page of a list.</summary>
/// <param name="Data">The entries, in order.</param>
/// <param name="NextCursor">Where the next page begins; null after the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor);
