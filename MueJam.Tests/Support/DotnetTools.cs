namespace MueJam.Tests.Support;

/// <summary>The command line tools that the manifest names.</summary>
internal static class DotnetTools
{
    private static readonly Lazy<Task> Restored = new(RestoreAsync);

    /// <summary>Restores them, once in a run.</summary>
    public static Task RestoredAsync() => Restored.Value;

    private static async Task RestoreAsync()
    {
        await using var restoring = HostProcess.Run(Repository.Root, ["dotnet", "tool", "restore"], []);
        Assert.True(await restoring.ExitedAsync(TimeSpan.FromMinutes(5)) == 0, restoring.Output);
    }
}
