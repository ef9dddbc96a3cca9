using DbUp;
using DbUp.Engine.Output;
using DbUp.Postgresql;
using Npgsql;

namespace MueJam.Api.Data;

/// <summary>Brings the schema to this version's before the API serves.</summary>
public static class Migrations
{
    /// <summary>
    /// One number for all instances: the advisory lock that only one of them holds while it migrates.
    /// </summary>
    private const long LockKey = 0x4D75654A616D;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Applies what is missing, waiting up to a minute for the database.</summary>
    /// <exception cref="InvalidOperationException">A script failed, or the database did not answer.</exception>
    public static async Task ApplyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Migrations));
        // Not of the pool: an index may take longer than a statement may, and closing it must free the lock.
        var source = new NpgsqlDataSourceBuilder(
            services.GetRequiredService<IConfiguration>().GetConnectionString(DataServices.Primary)
        )
        {
            // Else the metrics name it by its connection string.
            Name = "migrations",
            ConnectionStringBuilder =
            {
                Pooling = false,
                CommandTimeout = 0,
                ApplicationName = "muejam-api-migrations",
            },
        };
        await using var primary = source.Build();
        await using var connection = await OpenAsync(primary, logger, cancellationToken);
        await using var turn = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection)
        {
            Parameters = { new() { Value = LockKey } },
        };
        await turn.ExecuteNonQueryAsync(cancellationToken);

        var result = DeployChanges
            .To.PostgresqlDatabase(new PostgresqlConnectionManager(primary))
            .WithScriptsEmbeddedInAssembly(typeof(Migrations).Assembly)
            .WithTransactionPerScript()
            .LogTo(new UpgradeLog(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The migration {result.ErrorScript?.Name} failed: {result.Error.Message}",
                result.Error
            );
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(
        NpgsqlDataSource source,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException e)
                when (e is not PostgresException { SqlState: PostgresErrorCodes.InvalidPassword }
                    && DateTime.UtcNow < until
                )
            {
                logger.LogWarning("The database does not answer yet: {Reason}", e.Message);
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private sealed class UpgradeLog(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) { }

        public void LogDebug(string format, params object[] args) { }

        public void LogInformation(string format, params object[] args) =>
            Log(LogLevel.Information, null, format, args);

        public void LogWarning(string format, params object[] args) => Log(LogLevel.Warning, null, format, args);

        public void LogError(string format, params object[] args) => Log(LogLevel.Error, null, format, args);

        public void LogError(Exception ex, string format, params object[] args) =>
            Log(LogLevel.Error, ex, format, args);

        private void Log(LogLevel level, Exception? error, string format, object[] args) =>
            logger.Log(
                level,
                error,
                "{Message}",
                string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args)
            );
    }
}
