namespace MueJam.Api.Stories;

/// <summary>A serial story.</summary>
public sealed record Story
{
    /// <summary>Grows with time.</summary>
    public required long Id { get; init; }

    /// <summary>Its name in addresses: lower-case words joined by dashes, at most 100 characters.</summary>
    public required string Slug { get; init; }

    /// <summary>1 to 200 characters.</summary>
    public required string Title { get; init; }

    /// <summary>At most 1000 characters.</summary>
    public required string Blurb { get; init; }

    /// <summary>The author's handle.</summary>
    public required string Author { get; init; }

    /// <summary>At most 10.</summary>
    public required string[] Tags { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime CreatedAt { get; init; }
}

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
