namespace MueJam.Tests.Support;

/// <summary>A new, empty database on the stack's servers, gone after the test.</summary>
internal sealed class OwnDatabase : IAsyncDisposable
{
    private readonly RunningStack _stack;
    private readonly string _name = $"own_{Guid.NewGuid():N}";

    private OwnDatabase(RunningStack stack) => _stack = stack;

    public static async Task<OwnDatabase> CreateAsync(RunningStack stack)
    {
        var database = new OwnDatabase(stack);
        await using var server = await Database.OpenAsync(stack, "postgres");
        await server.ScalarAsync<object>($"CREATE DATABASE {database._name}");
        return database;
    }

    public Task<string> ConnectionStringAsync() => _stack.ConnectionStringAsync("postgres", _name);

    public Task<Database> OpenAsync() => Database.OpenAsync(_stack, "postgres", _name);

    /// <summary>Runs <c>seed</c> on it; it must succeed.</summary>
    public async Task SeedAsync(int stories, int whispers)
    {
        var ended = await BuiltProgram.Api.RunAsync(
            "seed",
            "--connection",
            await ConnectionStringAsync(),
            "--stories",
            $"{stories}",
            "--whispers",
            $"{whispers}"
        );
        Assert.True(ended.ExitCode == 0, ended.Error + ended.Output);
    }

    /// <summary>An instance of the API on it, without a replica and with no cache but its own memory.</summary>
    public async Task<ApiProcess> ServeAsync(params (string Name, string Value)[] environment) =>
        await ApiProcess.StartAsync(
            _stack,
            [
                ("ConnectionStrings__muejam", await ConnectionStringAsync() + ";Pooling=true"),
                ("ConnectionStrings__muejam-replica", ""),
                ("ConnectionStrings__redis", "127.0.0.1:1,abortConnect=false"),
                .. environment,
            ]
        );

    public async ValueTask DisposeAsync()
    {
        await using var server = await Database.OpenAsync(_stack, "postgres");
        await server.ScalarAsync<object>($"DROP DATABASE {_name} WITH (FORCE)");
    }
}
