namespace MueJam.Operations.Doctor;

/// <summary>How long a server of Prometheus's family has been running: what it has not done yet is no fault.</summary>
internal static class Age
{
    /// <summary>Prometheus finds its targets and evaluates its rules for the first time.</summary>
    public static TimeSpan UntilSettled { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Prometheus sends its alerts again every minute, and so tells a new Alertmanager.</summary>
    public static TimeSpan UntilSentAgain { get; } = TimeSpan.FromSeconds(75);

    /// <summary>Prometheus finds its Alertmanagers within five seconds of a reload.</summary>
    public static TimeSpan UntilFoundAgain { get; } = TimeSpan.FromSeconds(8);

    /// <summary>How often it is looked whether something has come.</summary>
    public static TimeSpan BetweenLooks { get; } = TimeSpan.FromMilliseconds(250);

    /// <param name="metric">Reads a metric of the server's own.</param>
    /// <returns>The age; the longest there is when the server does not answer.</returns>
    public static async Task<TimeSpan> OfAsync(Func<string, Task<double?>> metric)
    {
        try
        {
            return await metric("process_start_time_seconds") is { } started
                ? DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch.AddSeconds(started)
                : TimeSpan.MaxValue;
        }
        catch (HttpRequestException)
        {
            return TimeSpan.MaxValue;
        }
    }
}
