using MueJam.Api.Validation;

namespace MueJam.Api.Profiles;

/// <summary>What everybody sees of a user.</summary>
/// <param name="Handle">The user's name.</param>
/// <param name="DisplayName">1 to 100 characters, or null.</param>
/// <param name="Bio">At most 1000 characters, or null.</param>
/// <param name="CreatedAt">UTC, of the user's first write.</param>
/// <param name="StoryCount">Published stories, counted to 10 000.</param>
/// <param name="WhisperCount">Whispers that everybody sees, counted to 10 000.</param>
public sealed record Profile(
    string Handle,
    string? DisplayName,
    string? Bio,
    DateTime CreatedAt,
    long StoryCount,
    long WhisperCount
);

/// <summary>What a user says of themselves; what is null is removed.</summary>
/// <param name="DisplayName">1 to 100 characters.</param>
/// <param name="Bio">At most 1000 characters.</param>
public sealed record ProfileChange([Text(1, 100)] string? DisplayName, [Text(0, 1000)] string? Bio);
