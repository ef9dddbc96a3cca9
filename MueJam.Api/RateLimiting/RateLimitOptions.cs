using System.ComponentModel.DataAnnotations;

namespace MueJam.Api.RateLimiting;

/// <summary>Section <c>RateLimits</c> of the configuration: requests per minute, each at least 1.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "RateLimits";

    /// <summary>Reads of a user or, when anonymous, of an address.</summary>
    [Range(1, int.MaxValue)]
    public int ReadsPerMinute { get; set; } = 1000;

    /// <summary>Writes of a user.</summary>
    [Range(1, int.MaxValue)]
    public int WritesPerMinute { get; set; } = 100;

    /// <summary>New whispers of a user.</summary>
    [Range(1, int.MaxValue)]
    public int WhispersPerMinute { get; set; } = 10;
}
