using System.Net.Sockets;
using Npgsql;
using Polly.CircuitBreaker;

namespace MueJam.Api.Data;

/// <summary>A call could not have a connection: the pool and its queue are full. The database may be well.</summary>
/// <param name="pool">The pool's name.</param>
public sealed class PoolExhaustedException(string pool)
    : Exception($"No connection of the pool '{pool}' became free in time.");

/// <summary>Which failures are the database's, and which the statement's.</summary>
public static class DatabaseFailures
{
    /// <summary>Whether the server could not be reached, or ended the connection.</summary>
    /// <param name="exception">The failure.</param>
    public static bool IsConnectionFailure(Exception exception) =>
        exception switch
        {
            PostgresException postgres => postgres.SqlState
                is PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow
                    or PostgresErrorCodes.TooManyConnections
                || postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
            NpgsqlException npgsql => npgsql.IsTransient
                || npgsql.InnerException is SocketException or IOException or TimeoutException,
            SocketException or TimeoutException => true,
            _ => false,
        };

    /// <summary>
    /// Whether another server may answer: this one is away, its circuit is open, its pool is full, or it is a replica
    /// that replay got ahead of.
    /// </summary>
    /// <param name="exception">The failure.</param>
    public static bool IsUnavailable(Exception exception) =>
        exception
            is BrokenCircuitException
                or PoolExhaustedException
                or PostgresException { SqlState: PostgresErrorCodes.SerializationFailure }
        || IsConnectionFailure(exception);
}
