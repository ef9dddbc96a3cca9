namespace MueJam.Api.Seeding;

/// <summary>How much to add.</summary>
/// <param name="Stories">Stories.</param>
/// <param name="Whispers">Whispers, replies included.</param>
/// <param name="Seed">Of the random numbers.</param>
internal sealed record SeedPlan(int Stories, int Whispers, int Seed)
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(730);

    private readonly DateTime _end = DateTime.UtcNow;

    /// <summary>People: a few write, more whisper.</summary>
    public int Users => Math.Clamp((Stories / 3) + (Whispers / 20), 20, 200_000);

    /// <summary>When it all began.</summary>
    public DateTime Beginning => _end - Span;

    /// <summary>The time of a row, when so many are spread evenly from the beginning until now.</summary>
    public DateTime TimeOf(int row, int rows) => Beginning + (Span * ((row + 0.5) / rows));
}
