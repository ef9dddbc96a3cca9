using System.ComponentModel.DataAnnotations;
using MueJam.Api.Validation;

namespace MueJam.Api.Chapters;

/// <summary>A chapter without its text.</summary>
/// <param name="Number">Its place in the story, from 1.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record ChapterHead(int Number, string Title, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>A chapter.</summary>
/// <param name="Story">The story's slug.</param>
/// <param name="Number">Its place in the story, from 1.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Body">1 to 100 000 characters.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record Chapter(
    string Story,
    int Number,
    string Title,
    string Body,
    DateTime CreatedAt,
    DateTime UpdatedAt
);

/// <summary>A chapter to post; it becomes the last of its story.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Body">1 to 100 000 characters.</param>
public sealed record NewChapter([Required, Text(1, 200)] string? Title, [Required, Text(1, 100_000)] string? Body);

/// <summary>A change to a chapter; what is absent stays.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Body">1 to 100 000 characters.</param>
public sealed record ChapterChange([Text(1, 200)] string? Title, [Text(1, 100_000)] string? Body);
