using System.Text.Json;
using MueJam.Operations.Servers;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Backups;

/// <summary>Alertmanager's silences that are in force or will be.</summary>
internal sealed class AlertmanagerPart() : BackupPart("alertmanager")
{
    private const string FileName = "silences.json";

    public override async Task BackUpAsync(OperatedStack stack, string folder, CancellationToken cancellationToken)
    {
        await using var file = File.Create(Path.Combine(folder, FileName));
        await JsonSerializer.SerializeAsync(
            file,
            await LiveAsync(stack, cancellationToken),
            JsonSerializerOptions.Web,
            cancellationToken
        );
    }

    public override async Task<string?> ContentAsync(OperatedStack stack, CancellationToken cancellationToken) =>
        await LiveAsync(stack, cancellationToken) is { Count: > 0 and var count } ? $"{count} silences" : null;

    public override async Task<PreparedPart> PrepareAsync(
        OperatedStack stack,
        string folder,
        CancellationToken cancellationToken
    )
    {
        await using var file = File.OpenRead(Path.Combine(folder, FileName));
        return new Prepared(
            stack,
            (
                await JsonSerializer.DeserializeAsync<IReadOnlyList<SilenceContent>>(
                    file,
                    JsonSerializerOptions.Web,
                    cancellationToken
                )
            )!
        );
    }

    /// <summary>Without ids and states, which are the running server's own.</summary>
    private static async Task<IReadOnlyList<SilenceContent>> LiveAsync(
        OperatedStack stack,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await stack.Alertmanager.SilencesAsync(cancellationToken))
                .Where(silence => silence.IsLive)
                .Select(silence => silence.Content),
        ];

    private sealed class Prepared(OperatedStack stack, IReadOnlyList<SilenceContent> silences) : PreparedPart
    {
        public override async Task<string> CommitAsync(CancellationToken cancellationToken)
        {
            var there = (await LiveAsync(stack, cancellationToken)).Select(silence => silence.Identity).ToHashSet();
            var due = silences.Where(silence => silence.EndsAt > DateTimeOffset.UtcNow).ToList();
            var missing = due.Where(silence => !there.Contains(silence.Identity)).ToList();
            foreach (var silence in missing)
            {
                await stack.Alertmanager.AddAsync(silence, cancellationToken);
            }

            if (missing.Count > 0)
            {
                // It writes them to its disk when it stops, else some minutes later.
                await stack.RestartAsync(stack.Known.Alertmanager, cancellationToken);
            }

            var over = silences.Count - due.Count;
            return $"{missing.Count} silences added{(over > 0 ? $", {over} are over by now" : "")}";
        }
    }
}
