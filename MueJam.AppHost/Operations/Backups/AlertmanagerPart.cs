using System.Text.Json.Nodes;

namespace MueJam.AppHost.Operations.Backups;

/// <summary>Alertmanager's silences that are in force or will be.</summary>
internal sealed class AlertmanagerPart() : BackupPart("alertmanager")
{
    private const string FileName = "silences.json";
    private static readonly string[] Kept = ["matchers", "startsAt", "endsAt", "createdBy", "comment"];

    public override async Task BackUpAsync(RunningStack stack, string folder, CancellationToken cancellationToken)
        => await File.WriteAllTextAsync(Path.Combine(folder, FileName), new JsonArray([.. await LiveAsync(stack, cancellationToken)]).ToJsonString(), cancellationToken);

    public override async Task<string?> ContentAsync(RunningStack stack, CancellationToken cancellationToken)
        => await LiveAsync(stack, cancellationToken) is { Count: > 0 and var count } ? $"{count} silences" : null;

    public override async Task<PreparedPart> PrepareAsync(RunningStack stack, string folder, CancellationToken cancellationToken)
        => new Prepared(stack, JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, FileName), cancellationToken))!.AsArray());

    /// <summary>Without ids and states, which are the running server's own.</summary>
    private static async Task<IReadOnlyList<JsonNode?>> LiveAsync(RunningStack stack, CancellationToken cancellationToken)
        => [.. (await stack.Alertmanager.SilencesAsync(cancellationToken))
            .Where(silence => silence!["status"]!["state"]!.GetValue<string>() != "expired")
            .Select(silence => (JsonNode?)new JsonObject(Kept.Select(key => KeyValuePair.Create(key, silence![key]?.DeepClone()))))];

    private sealed class Prepared(RunningStack stack, JsonArray silences) : PreparedPart
    {
        public override async Task<string> CommitAsync(CancellationToken cancellationToken)
        {
            var there = (await LiveAsync(stack, cancellationToken)).Select(Identity).ToHashSet();
            var due = silences.Where(silence => DateTimeOffset.Parse($"{silence!["endsAt"]}", System.Globalization.CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow).ToList();
            var missing = due.Where(silence => !there.Contains(Identity(silence))).ToList();
            foreach (var silence in missing)
            {
                await stack.Alertmanager.PostAsync("silences", silence!.DeepClone(), cancellationToken);
            }

            if (missing.Count > 0)
            {
                // It writes them to its disk when it stops, else some minutes later.
                await stack.RestartAsync("alertmanager", cancellationToken);
            }

            var over = silences.Count - due.Count;
            return $"{missing.Count} silences added{(over > 0 ? $", {over} are over by now" : "")}";
        }

        /// <summary>What makes a silence the same one; its start is the moment of its restore.</summary>
        private static string Identity(JsonNode? silence) => $"{silence!["matchers"]!.ToJsonString()} {silence["endsAt"]} {silence["createdBy"]} {silence["comment"]}";
    }
}
