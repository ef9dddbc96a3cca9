using System.ComponentModel.DataAnnotations;

namespace MueJam.Api.Progress;

/// <summary>How far a user has read a story.</summary>
/// <param name="Story">The story's slug.</param>
/// <param name="Title">The story's title.</param>
/// <param name="Chapter">The chapter being read, from 1.</param>
/// <param name="Percent">How much of it, 0 to 100.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record ReadingProgress(string Story, string Title, int Chapter, int Percent, DateTime UpdatedAt);

/// <summary>Where a user is now.</summary>
/// <param name="Chapter">Its number in the story, from 1.</param>
/// <param name="Percent">How much of the chapter was read, 0 to 100.</param>
public sealed record NewProgress(
    [Required, Range(1, int.MaxValue)] int? Chapter,
    [Required, Range(0, 100)] int? Percent
);
