using MueJam.Api.Caching;
using MueJam.Api.Data;
using Npgsql;

namespace MueJam.Api.Seeding;

/// <summary>Fills all tables in one transaction.</summary>
internal sealed class Seeder(NpgsqlDataSource source, SeedPlan plan, SeedProgress progress)
{
    private const int UsersPerShelf = 4;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var words = new Vocabulary(plan.Seed);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var writer = new CopyWriter(connection, progress, cancellationToken);
        // Users are numbered, too, by ids that no story gets: their handles are nobody else's.
        var ids = await writer.TakeIdsAsync("stories", plan.Stories + plan.Users);
        var stories = ids[..plan.Stories];
        var whispers = await writer.TakeIdsAsync("whispers", plan.Whispers);
        var shelves = await writer.TakeIdsAsync("shelves", plan.Users / UsersPerShelf);
        var users = ids[plan.Stories..].Select(words.Handle).ToArray();

        var storySeed = new StorySeed(words, plan, users, stories);
        await storySeed.WriteAsync(writer);
        await new WhisperSeed(words, plan, users, stories, whispers).WriteAsync(writer);
        await new ReaderSeed(words, plan, users, stories, shelves).WriteAsync(writer, storySeed.ChaptersOf);

        // The planner must know of the rows from the first query on, and find the indexes of words in order.
        const string Prepare =
            "SELECT gin_clean_pending_list(c.oid) FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE a.amname "
            + "= 'gin' AND c.relnamespace = current_schema()::regnamespace; ANALYZE";
        await using var prepare = new NpgsqlCommand(Prepare, connection) { CommandTimeout = 0 };
        await prepare.ExecuteNonQueryAsync(cancellationToken);
        // Instances that run show the new stories at once.
        await WriteLog.CommitAsync(connection, Tags.Of([Scopes.Stories, Scopes.Whispers, Scopes.Search]));
    }
}
