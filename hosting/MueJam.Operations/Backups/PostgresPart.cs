using MueJam.Operations.Stack;
using Npgsql;
using StackExchange.Redis;

namespace MueJam.Operations.Backups;

/// <summary>The library's database: pg_dump's own format, one consistent moment; restored in one transaction.</summary>
internal sealed class PostgresPart() : BackupPart("postgres")
{
    private const string FileName = "muejam_library.dump";

    public override async Task BackUpAsync(OperatedStack stack, string folder, CancellationToken cancellationToken)
    {
        await using var target = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew);
        await PostgresTool.RunAsync(
            stack,
            stack.Known.Postgres,
            await ConnectionAsync(stack, cancellationToken),
            "pg_dump",
            ["--format=custom", "--no-owner", $"--exclude-schema={RestoreJournal.Schema}"],
            output: target,
            cancellationToken: cancellationToken
        );
    }

    public override async Task<string?> ContentAsync(OperatedStack stack, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            (await ConnectionAsync(stack, cancellationToken)).ConnectionString
        );
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM stories", connection);
        var stories = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return stories > 0 ? $"{stories} stories" : null;
    }

    public override async Task<PreparedPart> PrepareAsync(
        OperatedStack stack,
        string folder,
        CancellationToken cancellationToken
    ) => new Prepared(stack, Path.Combine(folder, FileName), await ConnectionAsync(stack, cancellationToken));

    /// <summary>
    /// After the database was replaced: what was restored is the administrator's, who restored it, and what was cached
    /// is of the database before.
    /// </summary>
    public static async Task RefreshLibraryAsync(OperatedStack stack, CancellationToken cancellationToken)
    {
        await stack.Known.GiveToOwner(cancellationToken);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(
            $"{await stack.ConnectionStringAsync(stack.Known.Redis, cancellationToken)},allowAdmin=true"
        );
        // None of them runs meanwhile: what it knows is of the database before, and it would cache it again.
        await stack.WithoutAsync(
            stack.Known.Instances,
            // Its file too: it must not come back with a Redis that is killed.
            () => redis.GetDatabase().ExecuteAsync("FLUSHALL"),
            cancellationToken
        );
    }

    /// <summary>How the database is reached; it holds a secret.</summary>
    public static async Task<NpgsqlConnectionStringBuilder> ConnectionAsync(
        OperatedStack stack,
        CancellationToken cancellationToken
    ) => new(await stack.ConnectionStringAsync(stack.Known.Database, cancellationToken)) { Pooling = false };

    private sealed class Prepared(OperatedStack stack, string dump, NpgsqlConnectionStringBuilder connection)
        : PreparedPart
    {
        public override async Task<string> CommitAsync(CancellationToken cancellationToken)
        {
            await using (var source = File.OpenRead(dump))
            {
                await PostgresTool.RunAsync(
                    stack,
                    stack.Known.Postgres,
                    connection,
                    "pg_restore",
                    ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"],
                    input: source,
                    cancellationToken: cancellationToken
                );
            }

            // From here on nothing is given up half-way.
            await RefreshLibraryAsync(stack, CancellationToken.None);
            return $"{await new PostgresPart().ContentAsync(stack, CancellationToken.None) ?? "no stories"} restored";
        }
    }
}
