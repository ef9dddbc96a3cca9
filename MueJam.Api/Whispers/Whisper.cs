using System.ComponentModel.DataAnnotations;
using MueJam.Api.Validation;

namespace MueJam.Api.Whispers;

/// <summary>A short post.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="Author">The author's handle.</param>
/// <param name="Story">The slug of the story it is about; null for a global one.</param>
/// <param name="ReplyTo">The whisper it answers; null for none.</param>
/// <param name="Body">1 to 280 characters.</param>
/// <param name="LikeCount">Users who like it.</param>
/// <param name="ReplyCount">Replies that are not deleted.</param>
/// <param name="CreatedAt">UTC.</param>
public sealed record Whisper(
    long Id,
    string Author,
    string? Story,
    long? ReplyTo,
    string Body,
    int LikeCount,
    int ReplyCount,
    DateTime CreatedAt
);

/// <summary>A whisper to post: global, about a story, or a reply (which is about what the other is about).</summary>
/// <param name="Body">1 to 280 characters.</param>
/// <param name="Story">The slug of a published story.</param>
/// <param name="ReplyTo">A whisper's id.</param>
public sealed record NewWhisper(
    [Required, Text(1, 280)] string? Body,
    [Text(1, 100)] string? Story,
    [Range(1, long.MaxValue)] long? ReplyTo
);
