using System.Globalization;

namespace MueJam.ServiceDefaults.Settings;

/// <summary>How much a seed adds: <c>MueJam.Api seed</c> takes it, and the AppHost hands it on.</summary>
/// <param name="AtLeast">The least of them.</param>
public sealed record SeedSize(int AtLeast)
{
    /// <summary>The most of either.</summary>
    public const int AtMost = 10_000_000;

    /// <summary>Of stories.</summary>
    public static SeedSize Stories { get; } = new(1);

    /// <summary>Of whispers.</summary>
    public static SeedSize Whispers { get; } = new(0);

    /// <summary>What is wrong with a number; null when nothing is.</summary>
    /// <param name="name">The option or setting that it is the value of.</param>
    /// <param name="text">The value.</param>
    public string? Problem(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
        && rows >= AtLeast
        && rows <= AtMost
            ? null
            : $"{name} must be a number from {AtLeast} to {AtMost}, not '{text}'.";
}
