using Npgsql;

namespace MueJam.AppHost.Postgres;

/// <summary>pg_stat_statements shows queries without their constants, and other statements with them.</summary>
/// <remarks>Whoever reads the server's statistics reads it: a password in a CREATE ROLE would be theirs.</remarks>
internal static class StatementStatistics
{
    private const string Forget =
        "SELECT pg_stat_statements_reset(userid, dbid, queryid) FROM pg_stat_statements WHERE query ~* 'password'";

    /// <summary>
    /// Counts queries alone; at each start forgets statements with passwords, which an old volume holds.
    /// </summary>
    public static IResourceBuilder<T> WithStatementStatistics<T>(this IResourceBuilder<T> builder)
        where T : PostgresServerResource
    {
        builder.ApplicationBuilder.Eventing.Subscribe<ResourceReadyEvent>(
            builder.Resource,
            (_, cancellationToken) => ForgetPasswordsAsync(builder.Resource, cancellationToken)
        );
        return builder.WithSetting("pg_stat_statements.track_utility", "off");
    }

    private static async Task ForgetPasswordsAsync(PostgresServerResource server, CancellationToken cancellationToken)
    {
        var connectionString = await server.GetConnectionStringAsync(cancellationToken);
        await using var connection = new NpgsqlConnection($"{connectionString};Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Forget, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
