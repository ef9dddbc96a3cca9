using System.ComponentModel.DataAnnotations;

namespace MueJam.Api.Data;

/// <summary>Section <c>Database</c> of the configuration.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Database";

    /// <summary>Connections that a pool keeps open, 0 to 500.</summary>
    [Range(0, 500)]
    public int MinPoolSize { get; set; } = 10;

    /// <summary>Connections that a pool may open, 5 to 500.</summary>
    [Range(5, 500)]
    public int MaxPoolSize { get; set; } = 50;

    /// <summary>An idle connection over the minimum is closed after this time.</summary>
    public TimeSpan IdleLifetime { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>The server ends a statement after this time.</summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call waits for a free connection before it is answered 503.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls that may wait for a connection, 0 to 10000; one more is answered 503 at once.</summary>
    [Range(0, 10_000)]
    public int QueueLimit { get; set; } = 200;

    /// <summary>The part of the calls, 0 to 1, whose failure opens the circuit.</summary>
    [Range(0.01, 1)]
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>The time over which that part is taken.</summary>
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the circuit stays open.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A replica that lags more than this is not read from.</summary>
    public TimeSpan MaxLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>It is read from again when it lags less than this.</summary>
    public TimeSpan ReturnLag { get; set; } = TimeSpan.FromSeconds(2);
}
