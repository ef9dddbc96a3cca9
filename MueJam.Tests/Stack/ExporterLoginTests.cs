using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace MueJam.Tests.Stack;

/// <summary>The exporters' logins read statistics, and nowhere the password of another login.</summary>
[Collection(StackCollection.Name)]
public sealed class ExporterLoginTests(StackFixture stack)
{
    private const string NotAllowed = "42501";
    private const string Verifier = "SCRAM-SHA-256$";

    /// <summary>Every table and view that the login may read.</summary>
    private const string Readable = """
        SELECT format('%I.%I', nspname, relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind IN ('r', 'v', 'm', 'p')
            AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        """;

    [Theory]
    [InlineData("postgres", "postgres")]
    [InlineData("postgres", "muejam_library")]
    [InlineData("postgres-replica", "postgres")]
    [InlineData("postgres-replica", "muejam_library")]
    public async Task Nothing_that_PostgreSQL_shows_to_its_exporter_is_a_password(string server, string database)
    {
        await using var exporter = await OpenAsync(server, database);
        var names = await RowsAsync(exporter, Readable);
        Assert.Contains(names, name => name.EndsWith(".pg_stat_statements", StringComparison.Ordinal));
        foreach (var name in names)
        {
            await AssertNoneAsync(name, await RowsAsync(exporter, $"SELECT t::text FROM {name} t"));
        }
    }

    [Theory]
    [InlineData("SELECT rolpassword FROM pg_authid")]
    [InlineData("SELECT passwd FROM pg_shadow")]
    [InlineData("SELECT pg_read_file('pg_hba.conf')")]
    [InlineData("SELECT pg_read_file('postgresql.auto.conf')")]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'true'")]
    public async Task PostgreSQL_refuses_its_exporter(string statement)
    {
        await using var exporter = await OpenAsync("postgres", "postgres");
        await using var command = new NpgsqlCommand(statement, exporter);
        var refusal = await Assert.ThrowsAsync<PostgresException>(command.ExecuteNonQueryAsync);
        Assert.Equal(NotAllowed, refusal.SqlState);
    }

    [Fact]
    public async Task Statistics_of_an_old_volume_lose_their_passwords_at_the_next_start_and_nothing_else()
    {
        const string Counted =
            "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query LIKE 'SELECT "
            + "count(reltoastrelid)%'";
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using (var postgres = await Database.OpenAsync(stack, "postgres"))
        {
            await postgres.ScalarAsync<object>("SET pg_stat_statements.track_utility = on");
            await postgres.ScalarAsync<object>("CREATE ROLE of_before PASSWORD 'in-clear-text'");
            await postgres.ScalarAsync<object>("DROP ROLE of_before");
            await postgres.ScalarAsync<long>("SELECT count(reltoastrelid) FROM pg_class");
            Assert.True(await ShowsAsync("in-clear-text"));
        }

        await stack.StopAsync("postgres", timeout.Token);
        await stack.StartAsync("postgres", timeout.Token);

        Assert.False(await ShowsAsync("in-clear-text"));
        await using var started = await Database.OpenAsync(stack, "postgres");
        Assert.Equal(1, await started.ScalarAsync<long>(Counted));
    }

    [Fact]
    public async Task A_login_that_is_made_by_hand_is_not_in_the_statistics()
    {
        await using var postgres = await Database.OpenAsync(stack, "postgres");
        await postgres.ScalarAsync<object>("CREATE ROLE by_hand PASSWORD 'typed-by-hand'");
        await postgres.ScalarAsync<object>("DROP ROLE by_hand");
        Assert.False(await ShowsAsync("by_hand"));
    }

    [Theory]
    [InlineData("CONFIG", "GET", "requirepass")]
    [InlineData("CONFIG", "GET", "*")]
    [InlineData("ACL", "LIST")]
    [InlineData("ACL", "GETUSER", "default")]
    [InlineData("ACL", "LOG")]
    [InlineData("MONITOR")]
    [InlineData("GET", "key")]
    [InlineData("KEYS", "*")]
    [InlineData("SCAN", "0")]
    [InlineData("DUMP", "key")]
    public async Task Redis_refuses_its_exporter(string command, params string[] arguments)
    {
        await using var exporter = await ConnectAsync();
        var redis = exporter.GetDatabase();
        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => redis.ExecuteAsync(command, [.. arguments]));
        Assert.StartsWith("NOPERM", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_Redis_shows_to_its_exporter_is_a_password()
    {
        var address = await stack.ServerConnectionStringAsync("redis");
        await using var administrator = await ConnectionMultiplexer.ConnectAsync($"{address},allowAdmin=true");
        var redis = administrator.GetDatabase();
        var threshold = ((string[])(await redis.ExecuteAsync("CONFIG", "GET", "slowlog-log-slower-than"))!)[1];
        await redis.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "0");
        try
        {
            // A log-in and new passwords, all of them slow.
            await using var another = await ConnectionMultiplexer.ConnectAsync(address);
            await redis.ExecuteAsync("ACL", "SETUSER", "by_hand", ">typed-by-hand");
            await redis.ExecuteAsync("ACL", "DELUSER", "by_hand");
            await redis.ExecuteAsync("CONFIG", "SET", "requirepass", (await SecretAsync("redis-password"))!);

            await using var exporter = await ConnectAsync();
            foreach (var command in (string[])["INFO everything", "CLIENT LIST", "SLOWLOG GET -1", "LATENCY LATEST"])
            {
                var words = command.Split(' ');
                var shown = Text(await exporter.GetDatabase().ExecuteAsync(words[0], [.. words[1..]]));
                await AssertNoneAsync(command, [shown]);
                Assert.DoesNotContain("typed-by-hand", shown, StringComparison.Ordinal);
            }
        }
        finally
        {
            await redis.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", threshold);
            await redis.ExecuteAsync("SLOWLOG", "RESET");
        }
    }

    [Theory]
    [InlineData("redis-exporter", "/scrape?target=redis://127.0.0.1:{0}")]
    [InlineData("redis-exporter", "/scrape?target=redis://redis_exporter@127.0.0.1:{0}&check-keys=*")]
    [InlineData("postgres-exporter", "/probe?target=127.0.0.1:{0}/postgres%3Fsslmode=disable")]
    public async Task An_exporter_sends_its_password_to_nobody_else(string exporter, string path)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var answered = new CancellationTokenSource();
        var heard = Eavesdropper.HearAsync(listener, answered.Token);

        using var http = stack.App.CreateHttpClient(exporter, "http");
        using var answer = await http.GetAsync(string.Format(null, path, ((IPEndPoint)listener.LocalEndpoint).Port));
        await answered.CancelAsync();

        await AssertNoneAsync(path, [await heard, await answer.Content.ReadAsStringAsync()]);
    }

    private static async Task<List<string>> RowsAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        var rows = new List<string>();
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                rows.Add(await reader.IsDBNullAsync(0) ? "" : reader.GetString(0));
            }
        }
        catch (PostgresException)
        {
            // A view of what the login may not know, or that a replica has not.
        }

        return rows;
    }

    private static string Text(RedisResult result) =>
        result.Length >= 0 ? string.Join('\n', ((RedisResult[])result!).Select(Text)) : result.ToString() ?? "";

    /// <summary>Whether the primary's statistics show a text to the exporter.</summary>
    private async Task<bool> ShowsAsync(string text)
    {
        await using var exporter = await OpenAsync("postgres", "postgres");
        var statements = await RowsAsync(exporter, "SELECT query FROM pg_stat_statements");
        return statements.Any(statement => statement.Contains(text, StringComparison.Ordinal));
    }

    private async Task<NpgsqlConnection> OpenAsync(string server, string database)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(await stack.ConnectionStringAsync(server, database))
            {
                Username = "postgres_exporter",
                Password = await SecretAsync("postgres-exporter-password"),
            }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(await stack.ServerConnectionStringAsync("redis"));
        options.User = "redis_exporter";
        options.Password = await SecretAsync("redis-exporter-password");
        options.AllowAdmin = true;
        // What the client would ask of its own accord, and this login may not.
        options.CommandMap = CommandMap.Create(["ECHO", "SUBSCRIBE", "CLUSTER"], available: false);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private IEnumerable<ParameterResource> Secrets =>
        stack
            .App.Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.OfType<ParameterResource>()
            .Where(parameter => parameter.Secret);

    private async Task<string?> SecretAsync(string name) =>
        await Secrets.Single(secret => secret.Name == name).GetValueAsync(CancellationToken.None);

    private async Task AssertNoneAsync(string where, IReadOnlyCollection<string> texts)
    {
        foreach (var secret in Secrets)
        {
            var value = (await secret.GetValueAsync(CancellationToken.None))!;
            Assert.False(Holds(value), $"{secret.Name} is in {where}.");
        }

        Assert.False(Holds(Verifier), $"A verifier is in {where}.");

        bool Holds(string part) => texts.Any(text => text.Contains(part, StringComparison.Ordinal));
    }
}
