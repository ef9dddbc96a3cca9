using System.Net;
using MueJam.Api.Data;
using Npgsql;

namespace MueJam.Tests.Resilience;

/// <summary>The log of writes, and what an instance knows from it.</summary>
[Collection(StackCollection.Name)]
public sealed class WriteLogTests(StackFixture stack)
{
    private static readonly short[] One = [1];

    [Fact]
    public void Nothing_is_believed_before_the_log_was_read_and_nothing_that_was_written_since()
    {
        var known = new KnownWrites();
        Assert.False(known.Hold(One, 100));
        known.EndLook(known.BeginLook());
        Assert.True(known.Hold(One, 0));
        known.Wrote(One, 7);
        Assert.False(known.Hold([2, 1], 6));
        Assert.True(known.Hold([2, 1], 7));
        // A message that comes late.
        known.Wrote(One, 5);
        Assert.Equal(7, known.Last([2, 1]));
    }

    [Fact]
    public void A_doubt_ends_with_a_look_that_began_after_it()
    {
        var known = new KnownWrites();
        known.EndLook(known.BeginLook());
        var underWay = known.BeginLook();
        known.Doubt(One);
        known.EndLook(underWay);
        Assert.False(known.Hold(One, 7));
        Assert.True(known.Hold([2], 0));
        known.EndLook(known.BeginLook());
        Assert.True(known.Hold(One, 7));
    }

    [Fact]
    public async Task A_write_that_began_before_another_and_committed_after_it_is_not_missed()
    {
        await using var own = await MigratedAsync();
        await using var source = NpgsqlDataSource.Create(await own.ConnectionStringAsync());
        await using var early = await source.OpenConnectionAsync();
        await using var transaction = await early.BeginTransactionAsync();
        var first = await XactAsync(early);
        var second = await WriteAsync(source, 2);
        Assert.True(first < second);
        var known = new KnownWrites();
        var log = new WriteLog(known);
        await log.ReadPrimaryAsync(source, CancellationToken.None);
        Assert.Equal((0, second), (known.Last(One), known.Last([2])));

        // What is read now has not seen it, and says so.
        Assert.InRange(await HorizonAsync(source), 1, first);
        Assert.Equal(first, await WriteLog.CommitAsync(early, One));
        await log.ReadPrimaryAsync(source, CancellationToken.None);
        Assert.Equal(first, known.Last(One));
        await Eventually.GetAsync(_ => HorizonAsync(source), horizon => horizon > second);
    }

    [Fact]
    public async Task What_a_later_write_has_overtaken_is_deleted_and_rows_of_another_server_do_not_count()
    {
        await using var own = await MigratedAsync();
        await using var source = NpgsqlDataSource.Create(await own.ConnectionStringAsync());
        await WriteAsync(source, 1);
        await WriteAsync(source, 2);
        var (other, last) = (await WriteAsync(source, 2), await WriteAsync(source, 1));
        await using var database = await own.OpenAsync();
        await database.ScalarAsync<object>(
            "INSERT INTO writes (xact, tag) VALUES (4611686018427387904, 1), (4611686018427387904, 3)"
        );
        await WriteLog.PruneAsync(source, CancellationToken.None);
        Assert.Equal(2, await database.ScalarAsync<long>("SELECT count(*) FROM writes WHERE tag IN (1, 2)"));
        var known = new KnownWrites();
        await new WriteLog(known).ReadPrimaryAsync(source, CancellationToken.None);
        Assert.Equal((last, other, 0), (known.Last(One), known.Last([2]), known.Last([3])));
    }

    /// <summary>As after the death of the instance that wrote it.</summary>
    [Fact]
    public async Task What_nobody_told_of_is_found_in_the_log()
    {
        using var author = LibraryClient.NewUser(stack);
        using var anyone = LibraryClient.Anonymous(stack);
        var slug = await author.PostStoryAsync("untold");
        await anyone.GetAsync($"/v1/stories/{slug}");
        await using var source = NpgsqlDataSource.Create(await stack.ConnectionStringAsync("postgres"));
        await using (var connection = await source.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
        {
            await using var delete = new NpgsqlCommand(
                "UPDATE stories SET deleted_at = now() WHERE slug = $1",
                connection
            );
            delete.Parameters.Add(new() { Value = slug });
            await delete.ExecuteNonQueryAsync();
            await WriteLog.CommitAsync(connection, Tags.Of([$"story:{slug}"]));
        }

        await Eventually.GetAsync(
            token => anyone.SendAsync(HttpMethod.Get, $"/v1/stories/{slug}", cancellationToken: token),
            answer => answer.StatusCode == HttpStatusCode.NotFound,
            StoryTruth.Soon
        );
    }

    private async Task<OwnDatabase> MigratedAsync()
    {
        var own = await OwnDatabase.CreateAsync(stack);
        await own.SeedAsync(stories: 1, whispers: 0);
        return own;
    }

    private static async Task<long> WriteAsync(NpgsqlDataSource source, short tag)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        return await WriteLog.CommitAsync(connection, [tag]);
    }

    private static async Task<long> XactAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()::text::bigint", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<long> HorizonAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(Horizon.Sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
