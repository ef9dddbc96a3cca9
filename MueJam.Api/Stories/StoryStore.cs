using Dapper;
using MueJam.Api.Data;
using Npgsql;

namespace MueJam.Api.Stories;

/// <summary>Stories in the database.</summary>
public sealed class StoryStore(ReadRouter router)
{
    private const string Columns = "id, slug, title, blurb, author, tags, created_at";

    /// <summary>Adds a story.</summary>
    /// <returns>The story, or null when another has its slug.</returns>
    public async Task<Story?> AddAsync(NewStory story, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            INSERT INTO stories (slug, title, blurb, author, tags) VALUES (@Slug, @Title, @Blurb, @Author, @Tags)
            ON CONFLICT (slug) DO NOTHING RETURNING {Columns}
            """;
        var values = new { story.Slug, Title = story.Title!.Trim(), Blurb = story.Blurb ?? "", story.Author, Tags = story.Tags ?? [] };
        await using var connection = await router.Primary.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Story>(new CommandDefinition(Sql, values, cancellationToken: cancellationToken));
    }

    /// <summary>The story with a slug, or null.</summary>
    public async Task<Story?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        var found = await router.ReadAsync(source => FindAsync(source, slug, cancellationToken));
        // The replica may not have it yet: its author reads it at once.
        return found ?? (router.Replica is null ? null : await FindAsync(router.Primary, slug, cancellationToken));
    }

    /// <summary>The newest stories before an id.</summary>
    public Task<IReadOnlyList<Story>> ListAsync(long before, int count, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM stories WHERE deleted_at IS NULL AND id < @before ORDER BY id DESC LIMIT @count";
        return router.ReadAsync<IReadOnlyList<Story>>(async source =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return [.. await connection.QueryAsync<Story>(new CommandDefinition(Sql, new { before, count }, cancellationToken: cancellationToken))];
        });
    }

    private static async Task<Story?> FindAsync(NpgsqlDataSource source, string slug, CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM stories WHERE slug = @slug AND deleted_at IS NULL";
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Story>(new CommandDefinition(Sql, new { slug }, cancellationToken: cancellationToken));
    }
}
