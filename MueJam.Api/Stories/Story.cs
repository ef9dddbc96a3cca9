using System.ComponentModel.DataAnnotations;
using MueJam.Api.Validation;

namespace MueJam.Api.Stories;

/// <summary>A serial story.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Slug">Its name in addresses: lower-case words joined by dashes, at most 100 characters.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Blurb">At most 1000 characters.</param>
/// <param name="Author">The author's handle.</param>
/// <param name="Tags">At most 10.</param>
/// <param name="Status">draft or published.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="PublishedAt">UTC; null for a draft.</param>
public sealed record Story(
    long Id,
    string Slug,
    string Title,
    string Blurb,
    string Author,
    string[] Tags,
    string Status,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    DateTime? PublishedAt
)
{
    /// <summary>The status of what its author alone sees.</summary>
    public const string Draft = "draft";

    /// <summary>The status of what everybody sees.</summary>
    public const string Published = "published";
}

/// <summary>A story to post.</summary>
/// <param name="Slug">Its name in addresses: lower-case words joined by dashes, at most 100 characters.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Blurb">At most 1000 characters; empty when absent.</param>
/// <param name="Tags">At most 10, of 1 to 40 characters each; none when absent.</param>
/// <param name="Status">draft or published; published when absent.</param>
public sealed record NewStory(
    [
        Required,
        StringLength(100, MinimumLength = 1),
        RegularExpression(NewStory.SlugPattern, ErrorMessage = "Lower-case letters and digits in words joined by '-'.")
    ]
        string? Slug,
    [Required, Text(1, 200)] string? Title,
    [Text(0, 1000)] string? Blurb,
    [Texts(10, 40)] string[]? Tags,
    [AllowedValues(null, Story.Draft, Story.Published, ErrorMessage = "draft or published.")] string? Status
)
{
    internal const string SlugPattern = @"[a-z0-9]+(-[a-z0-9]+)*";
}

/// <summary>A change to a story; what is absent stays.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Blurb">At most 1000 characters.</param>
/// <param name="Tags">At most 10, of 1 to 40 characters each.</param>
/// <param name="Status">draft or published.</param>
public sealed record StoryChange(
    [Text(1, 200)] string? Title,
    [Text(0, 1000)] string? Blurb,
    [Texts(10, 40)] string[]? Tags,
    [AllowedValues(null, Story.Draft, Story.Published, ErrorMessage = "draft or published.")] string? Status
);
