using Npgsql;

namespace MueJam.Tests.Support;

/// <summary>A connection of the test's own to a server of the stack.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Database(NpgsqlConnection connection) => _connection = connection;

    public static async Task<Database> OpenAsync(RunningStack stack, string server, string database = "postgres") =>
        await OpenAsync(await stack.ConnectionStringAsync(server, database));

    public static async Task<Database> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return new Database(connection);
    }

    public async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return (T?)await command.ExecuteScalarAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
