namespace Aspire.Npgsql;

/// <summary>Settings of a PostgreSQL client: <c>Aspire:Npgsql</c>, then the section named after the connection.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>The connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Registers no health check.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Registers no traces.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Registers no metrics.</summary>
    public bool DisableMetrics { get; set; }
}
