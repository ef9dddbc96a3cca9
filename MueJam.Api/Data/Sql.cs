using System.Diagnostics;
using MueJam.Api.Errors;
using MueJam.Api.Validation;
using Npgsql;

namespace MueJam.Api.Data;

/// <summary>Statements with positional parameters ($1, $2, ...). A statement of a recorded trace carries its id in a comment, so that the server's log leads to the trace.</summary>
internal static class Sql
{
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, params object?[] values)
    {
        await using var batch = Batch(connection, sql, values);
        await using var reader = await ReadAsync(batch, cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>The first row, or null.</summary>
    public static async Task<T?> FirstAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, params object?[] values)
        where T : class
    {
        await using var batch = Batch(connection, sql, values);
        await using var reader = await ReadAsync(batch, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? map(reader) : null;
    }

    /// <summary>The number of rows changed.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var batch = Batch(connection, sql, values);
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A text column that may be null.</summary>
    public static string? Text(this NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private static NpgsqlBatch Batch(NpgsqlConnection connection, string sql, object?[] values)
    {
        var command = new NpgsqlBatchCommand(Activity.Current is { Recorded: true } trace ? $"/* trace_id={trace.TraceId} */ {sql}" : sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = Storable(value) ?? DBNull.Value });
        }

        var batch = new NpgsqlBatch(connection);
        if (Horizon.Current?.MustAsk() == true)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Horizon.Sql));
        }

        batch.BatchCommands.Add(command);
        return batch;
    }

    private static async Task<NpgsqlDataReader> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (batch.BatchCommands.Count > 1)
        {
            await Horizon.Current!.ReadAsync(reader, cancellationToken);
        }

        return reader;
    }

    /// <summary>Whatever brought a text here, what the server would refuse does not go there.</summary>
    private static object? Storable(object? value) => value switch
    {
        string text => StoredText.Of(text, "text"),
        string[] texts when Array.Find(texts, text => !StoredText.IsStorable(text)) is not null
            => throw new InvalidFieldException("text", StoredText.Rule),
        _ => value,
    };
}
