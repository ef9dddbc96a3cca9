using Npgsql;
using NpgsqlTypes;

namespace MueJam.Api.Seeding;

/// <summary>Writes rows by COPY.</summary>
/// <param name="connection">An open connection, in a transaction.</param>
/// <param name="progress">Told of every row.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class CopyWriter(
    NpgsqlConnection connection,
    SeedProgress progress,
    CancellationToken cancellationToken
)
{
    /// <summary>Takes ids of a table; others who insert meanwhile get others.</summary>
    public async Task<long[]> TakeIdsAsync(string table, int count)
    {
        await using var command = new NpgsqlCommand(
            "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2)",
            connection
        )
        {
            Parameters =
            {
                new() { Value = table },
                new() { Value = count },
            },
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new long[count];
        for (var i = 0; await reader.ReadAsync(cancellationToken); i++)
        {
            ids[i] = reader.GetInt64(0);
        }

        return ids;
    }

    /// <summary>Writes so many rows.</summary>
    /// <param name="table">The table with its columns, as in <c>COPY</c>.</param>
    /// <param name="rows">How many.</param>
    /// <param name="write">Writes the columns of a row by its number.</param>
    public async Task WriteAsync(string table, int rows, Action<Row, int> write)
    {
        progress.Begin(table.Split(' ')[0], rows);
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY {table} FROM STDIN (FORMAT binary)",
            cancellationToken
        );
        // The server checks the references when all rows are there.
        import.Timeout = TimeSpan.Zero;
        var row = new Row(import);
        for (var i = 0; i < rows; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await import.StartRowAsync(cancellationToken);
            write(row, i);
            progress.Written(i + 1);
        }

        await import.CompleteAsync(cancellationToken);
        progress.End();
    }

    /// <summary>The columns of a row, one after another.</summary>
    internal readonly struct Row(NpgsqlBinaryImporter import)
    {
        public void Add(string value) => import.Write(value, NpgsqlDbType.Text);

        public void Add(string[] value) => import.Write(value, NpgsqlDbType.Array | NpgsqlDbType.Text);

        public void Add(long value) => import.Write(value, NpgsqlDbType.Bigint);

        public void Add(int value) => import.Write(value, NpgsqlDbType.Integer);

        public void Add(double value) => import.Write(value, NpgsqlDbType.Double);

        public void Add(DateTime value) => import.Write(value, NpgsqlDbType.TimestampTz);

        public void Add(long? value)
        {
            if (value is { } id)
            {
                Add(id);
            }
            else
            {
                import.WriteNull();
            }
        }
    }
}
