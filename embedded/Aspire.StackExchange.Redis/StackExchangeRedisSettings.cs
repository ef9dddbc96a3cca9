namespace Aspire.StackExchange.Redis;

/// <summary>Settings of a Redis client: <c>Aspire:StackExchange:Redis</c>, then the section named after the connection.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Registers no health check.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Registers no traces.</summary>
    public bool DisableTracing { get; set; }
}
