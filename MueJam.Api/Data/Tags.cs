namespace MueJam.Api.Data;

/// <summary>
/// Scopes by number: what the database, Redis and memory remember of a write costs the same however many scopes there
/// are. Two scopes may share a tag, which is only slower.
/// </summary>
internal static class Tags
{
    /// <summary>How many there are. All instances of a library must agree.</summary>
    public const int Count = 4096;

    /// <summary>The tags of scopes, each once.</summary>
    public static short[] Of(IReadOnlyCollection<string> scopes) => [.. scopes.Select(Of).Distinct()];

    private static short Of(string scope)
    {
        // FNV-1a: alike in every process.
        var hash = 2166136261;
        foreach (var character in scope)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        return (short)((hash ^ (hash >> 12)) & (Count - 1));
    }
}
