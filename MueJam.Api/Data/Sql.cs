using System.Diagnostics;
using MueJam.Api.Validation;
using Npgsql;

namespace MueJam.Api.Data;

/// <summary>
/// Statements with positional parameters ($1, $2, ...). A statement of a recorded trace carries its id in a comment, so
/// that the server's log leads to the trace.
/// </summary>
internal static class Sql
{
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> map,
        CancellationToken cancellationToken,
        params object?[] values
    )
    {
        await using var reader = await ReadAsync(connection, sql, values, cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>The first row, or null.</summary>
    public static async Task<T?> FirstAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> map,
        CancellationToken cancellationToken,
        params object?[] values
    )
        where T : class
    {
        await using var reader = await ReadAsync(connection, sql, values, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? map(reader) : null;
    }

    /// <summary>The number of rows changed.</summary>
    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params object?[] values
    )
    {
        await using var command = new NpgsqlCommand(Traced(sql), connection);
        Add(command.Parameters, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A text column that may be null.</summary>
    public static string? Text(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>Runs a statement, after the question for the horizon where it must be asked.</summary>
    private static async Task<NpgsqlDataReader> ReadAsync(
        NpgsqlConnection connection,
        string sql,
        object?[] values,
        CancellationToken cancellationToken
    )
    {
        if (Horizon.Current is not { } horizon || !horizon.MustAsk())
        {
            // Not disposed before its reader; it holds nothing that would have to be.
            var command = new NpgsqlCommand(Traced(sql), connection);
            Add(command.Parameters, values);
            return await command.ExecuteReaderAsync(cancellationToken);
        }

        var statement = new NpgsqlBatchCommand(Traced(sql));
        Add(statement.Parameters, values);
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(Horizon.Sql), statement } };
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await horizon.ReadAsync(reader, cancellationToken);
        return reader;
    }

    private static string Traced(string sql) =>
        Activity.Current is { Recorded: true } trace ? $"/* trace_id={trace.TraceId} */ {sql}" : sql;

    private static void Add(NpgsqlParameterCollection parameters, object?[] values)
    {
        foreach (var value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = Storable(value) ?? DBNull.Value });
        }
    }

    /// <summary>Whatever brought a text here, what the server would refuse does not go there.</summary>
    private static object? Storable(object? value) =>
        value switch
        {
            string text => StoredText.Of(text, "text"),
            string[] texts when Array.Find(texts, text => !StoredText.IsStorable(text)) is not null =>
                throw new InvalidFieldException("text", StoredText.Rule),
            _ => value,
        };
}
