using MueJam.Operations.Stack;
using Npgsql;

namespace MueJam.Operations.Backups;

/// <summary>
/// Restores that have begun and not ended, noted in the database server itself: the notes go where the data goes, and
/// no backup holds them.
/// </summary>
/// <remarks>
/// The transaction that restores the database makes every table anew. By that it is known, even of an AppHost that was
/// killed, whether it took place.
/// </remarks>
internal sealed class RestoreJournal(OperatedStack stack)
{
    /// <summary>Where it is; <c>pg_dump</c> leaves it out.</summary>
    public const string Schema = "operations";

    private const string Stories = "coalesce(to_regclass('public.stories')::oid, 0)";

    /// <summary>Notes that the database is about to be restored from a folder.</summary>
    public async Task BeginAsync(string source, CancellationToken cancellationToken)
    {
        await RunAsync(
            $"""
            CREATE SCHEMA IF NOT EXISTS {Schema};
            CREATE TABLE IF NOT EXISTS {Schema}.restores (
                number int GENERATED ALWAYS AS IDENTITY, source text NOT NULL, stories oid NOT NULL);
            """,
            cancellationToken
        );
        await RunAsync(
            $"INSERT INTO {Schema}.restores (source, stories) VALUES ($1, {Stories})",
            cancellationToken,
            source
        );
    }

    /// <summary>Forgets those whose database was not restored: they changed nothing.</summary>
    public async Task ForgetUndoneAsync(CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken))
        {
            await RunAsync($"DELETE FROM {Schema}.restores WHERE stories = {Stories}", cancellationToken);
        }
    }

    /// <summary>Everything is restored.</summary>
    public Task EndAsync(CancellationToken cancellationToken) =>
        RunAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE", cancellationToken);

    /// <summary>The folder that the last unfinished restore reads; null when none is unfinished.</summary>
    public async Task<string?> UnfinishedAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            return null;
        }

        return await RunAsync($"SELECT source FROM {Schema}.restores ORDER BY number DESC LIMIT 1", cancellationToken)
            as string;
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        await RunAsync($"SELECT to_regclass('{Schema}.restores') IS NOT NULL", cancellationToken) is true;

    private async Task<object?> RunAsync(string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var connection = new NpgsqlConnection(
            (await PostgresPart.ConnectionAsync(stack, cancellationToken)).ConnectionString
        );
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
