using System.Security.Cryptography;
using System.Text.Json;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Backups;

/// <summary>What a backup holds; written last, so that a folder without it is none.</summary>
/// <param name="Format">Of the folder's layout.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="Stack">The prefix of the stack's volumes.</param>
/// <param name="LeftOut">Parts that the stack did not have.</param>
/// <param name="Files">Every file, by its path in the folder with <c>/</c>.</param>
internal sealed record BackupManifest(
    int Format,
    DateTimeOffset CreatedAt,
    string Stack,
    IReadOnlyList<string> LeftOut,
    IReadOnlyDictionary<string, BackupFile> Files
)
{
    public const string FileName = "manifest.json";
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Reads every file of the folder and writes the manifest beside them.</summary>
    public static async Task WriteAsync(
        string folder,
        DateTimeOffset createdAt,
        string stack,
        IReadOnlyList<string> leftOut,
        CancellationToken cancellationToken
    )
    {
        var manifest = new BackupManifest(
            CurrentFormat,
            createdAt,
            stack,
            leftOut,
            await MeasureAsync(folder, cancellationToken)
        );
        await using var file = File.Create(Path.Combine(folder, FileName));
        await JsonSerializer.SerializeAsync(file, manifest, Json, cancellationToken);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads a backup's manifest and compares every file with it.</summary>
    /// <exception cref="OperationException">It is no backup, or one that is not whole; the message names the
    /// files.</exception>
    public static async Task<BackupManifest> VerifyAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new OperationException($"{folder} is no backup, or one that was not finished: it has no {FileName}.");
        }

        BackupManifest? manifest;
        try
        {
            await using var file = File.OpenRead(path);
            manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(file, Json, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new OperationException($"{path} is damaged: {e.Message}");
        }

        if (manifest is not { Format: CurrentFormat, Files: not null })
        {
            throw new OperationException($"{path} is of another version: this one reads format {CurrentFormat}.");
        }

        var found = await MeasureAsync(folder, cancellationToken);
        var problems = manifest
            .Files.Keys.Except(found.Keys)
            .Select(file => $"{file} is missing")
            .Concat(found.Keys.Except(manifest.Files.Keys).Select(file => $"{file} was added"))
            .Concat(
                found
                    .Where(file => manifest.Files.TryGetValue(file.Key, out var expected) && expected != file.Value)
                    .Select(file => $"{file.Key} was changed")
            )
            .ToList();
        return problems.Count == 0
            ? manifest
            : throw new OperationException(
                $"The backup in {folder} is damaged: {string.Join("; ", problems)}. Use another one."
            );
    }

    private static async Task<IReadOnlyDictionary<string, BackupFile>> MeasureAsync(
        string folder,
        CancellationToken cancellationToken
    )
    {
        var files = new SortedDictionary<string, BackupFile>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (name != FileName)
            {
                await using var file = File.OpenRead(path);
                files[name] = new BackupFile(
                    file.Length,
                    Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken))
                );
            }
        }

        return files;
    }
}

/// <summary>A file of a backup.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its checksum, in hexadecimal.</param>
internal sealed record BackupFile(long Bytes, string Sha256);
