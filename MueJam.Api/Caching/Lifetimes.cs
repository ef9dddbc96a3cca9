using ZiggyCreatures.Caching.Fusion;

namespace MueJam.Api.Caching;

/// <summary>
/// How long each kind of answer is fresh: 60 s in memory (or its own time, where that is less), its own time in Redis.
/// </summary>
internal static class Lifetimes
{
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);
    private static readonly TimeSpan Throttle = TimeSpan.FromSeconds(5);

    public static FusionCacheEntryOptions Story { get; } = Of(600);

    public static FusionCacheEntryOptions Discover { get; } = Of(180);

    public static FusionCacheEntryOptions Whispers { get; } = Of(60);

    public static FusionCacheEntryOptions Profile { get; } = Of(300);

    public static FusionCacheEntryOptions Suggestions { get; } = Of(1200);

    public static FusionCacheEntryOptions Search { get; } = Of(300);

    /// <summary>Takes an entry from memory alone.</summary>
    public static FusionCacheEntryOptions MemoryOnly { get; } =
        new() { SkipDistributedCacheWrite = true, SkipBackplaneNotifications = true };

    private static FusionCacheEntryOptions Of(int seconds)
    {
        var lifetime = TimeSpan.FromSeconds(seconds);
        return new FusionCacheEntryOptions(lifetime < Memory ? lifetime : Memory)
        {
            Size = 1,
            DistributedCacheDuration = lifetime,
            // What is over is kept for when the database is gone.
            IsFailSafeEnabled = true,
            FailSafeMaxDuration = Kept,
            DistributedCacheFailSafeMaxDuration = Kept,
            FailSafeThrottleDuration = Throttle,
            AllowBackgroundDistributedCacheOperations = true,
            AllowBackgroundBackplaneOperations = true,
            SkipBackplaneNotifications = true,
            // What another version has written is not there.
            ReThrowSerializationExceptions = false,
        };
    }
}
