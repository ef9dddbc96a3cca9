using System.Text.Json.Nodes;

namespace MueJam.Tests.Attacks;

/// <summary>An operation of the OpenAPI document on a story or on what is about it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, filled in.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Names">It names the story or a whisper; the others are lists.</param>
internal sealed record StoryOperation(HttpMethod Method, string Path, JsonObject? Body, bool Names)
{
    /// <summary>Lists in which the story is while it is public, with a query that finds it.</summary>
    private static Dictionary<string, string> Lists { get; } =
        new()
        {
            ["/v1/stories"] = "?tag={marker}",
            ["/v1/discover/new"] = "?page_size=3",
            ["/v1/search"] = "?q={marker}",
            ["/v1/search/suggestions"] = "?q={marker}",
            ["/v1/profiles/{handle}/stories"] = "",
            ["/v1/shelves/{id}/stories"] = "",
            ["/v1/me/progress"] = "",
        };

    private static Dictionary<string, JsonObject> Bodies { get; } =
        new()
        {
            ["patch /v1/stories/{slug}"] = new() { ["title"] = "Mine" },
            ["post /v1/stories/{slug}/chapters"] = new() { ["title"] = "T", ["body"] = "b" },
            ["patch /v1/stories/{slug}/chapters/{number}"] = new() { ["title"] = "T" },
            ["put /v1/stories/{slug}/progress"] = new() { ["chapter"] = 1, ["percent"] = 1 },
        };

    /// <summary>Each operation that shows or names the story, its chapter, or a whisper.</summary>
    public static List<StoryOperation> All(
        JsonNode document,
        string slug,
        long whisper,
        long reply,
        long shelf,
        string? author,
        string marker
    )
    {
        var operations = new List<StoryOperation>();
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, _) in methods!.AsObject())
            {
                var isShelf = path.StartsWith("/v1/shelves", StringComparison.Ordinal);
                var ids =
                    path.Contains("{id}", StringComparison.Ordinal) && !isShelf ? (long[])[whisper, reply] : [shelf];
                foreach (var id in ids)
                {
                    var filled = path.Replace("{slug}", slug, StringComparison.Ordinal)
                        .Replace("{number}", "1", StringComparison.Ordinal)
                        .Replace("{id}", $"{id}", StringComparison.Ordinal)
                        .Replace("{handle}", author, StringComparison.Ordinal);
                    // Of the rest, reads that show it. The reply has no replies.
                    var names = (
                        path.Contains("{slug}", StringComparison.Ordinal)
                        || path.StartsWith("/v1/whispers/{id}", StringComparison.Ordinal)
                    );
                    if (
                        (
                            names
                            && !(isShelf && method == "delete")
                            && !(id == reply && path.EndsWith("/replies", StringComparison.Ordinal))
                        )
                        || (
                            method == "get"
                            && Lists.TryGetValue(path, out var query)
                            && (filled += query.Replace("{marker}", marker, StringComparison.Ordinal)) is not null
                        )
                    )
                    {
                        operations.Add(
                            new StoryOperation(
                                new HttpMethod(method.ToUpperInvariant()),
                                filled,
                                Bodies.GetValueOrDefault($"{method} {path.TrimEnd('/')}"),
                                names
                            )
                        );
                    }
                }
            }
        }

        Assert.True(operations.Count > 25, string.Join('\n', operations));
        return
        [
            .. operations.OrderBy(operation =>
                operation.Method == HttpMethod.Get ? 0
                : operation.Method == HttpMethod.Delete ? 2
                : 1
            ),
        ];
    }
}
