namespace MueJam.Tests.Support;

/// <summary>A library large enough that the planner has a choice, in a database of its own.</summary>
public sealed class SeededLibrary(StackFixture stack) : IAsyncLifetime
{
    internal const int Stories = 10_000;

    private OwnDatabase? _database;
    private ApiProcess? _api;

    internal OwnDatabase Database => _database ?? throw new InvalidOperationException("It is not seeded.");

    /// <summary>An instance on it.</summary>
    internal ApiProcess Api => _api ?? throw new InvalidOperationException("It is not served.");

    public async Task InitializeAsync()
    {
        _database = await OwnDatabase.CreateAsync(stack);
        await _database.SeedAsync(Stories, whispers: 40_000);
        _api = await _database.ServeAsync();
    }

    public async Task DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
