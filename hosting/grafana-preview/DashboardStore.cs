using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MueJam.GrafanaPreview;

/// <summary>Dashboards from the provisioned files, and those that were saved through the API.</summary>
/// <remarks>The files are read at each request: a file that was dropped, changed or removed is seen at once.</remarks>
internal sealed partial class DashboardStore(PreviewSettings settings, Provisioning provisioning)
{
    private readonly Lock _lock = new();

    private string SavedFolder => Path.Combine(settings.DataFolder, "dashboards");

    private string FoldersFile => Path.Combine(settings.DataFolder, "folders.json");

    /// <summary>Reads everything.</summary>
    public Boards Read()
    {
        lock (_lock)
        {
            var boards = new Boards(
                [],
                [],
                [.. provisioning.Providers.Select(p => p.ShownIn).Concat(SavedFolders()).DistinctBy(f => f.Uid)]
            );
            foreach (var provider in provisioning.Providers)
            {
                foreach (var file in Files(provider.Options.Path))
                {
                    Add(boards, file, provider.ShownIn, Bare, isProvisioned: true);
                }
            }

            foreach (var file in Files(SavedFolder))
            {
                Add(boards, file, null, saved => saved["dashboard"]!.AsObject(), isProvisioned: false);
            }

            return boards;
        }
    }

    /// <summary>The dashboard that opens first; null for the list.</summary>
    public string? HomeUid(Boards boards) =>
        settings.HomeDashboard is { } home
            ? boards.Dashboards.FirstOrDefault(b => Path.GetFileName(b.File) == Path.GetFileName(home))?.Uid
            : null;

    /// <summary>Keeps a dashboard that no file provides.</summary>
    /// <exception cref="InvalidDataException">It cannot be kept; the message says why.</exception>
    public Dashboard Save(JsonObject model, string? folderUid, bool overwrite)
    {
        lock (_lock)
        {
            var uid = Text(model, "uid") is { Length: > 0 } given ? given : Guid.NewGuid().ToString("N")[..12];
            if (!Uid().IsMatch(uid))
            {
                throw new InvalidDataException("A uid has up to 40 letters, digits, - and _.");
            }

            if (Read().Dashboards.FirstOrDefault(b => b.Uid == uid) is { } known && (known.IsProvisioned || !overwrite))
            {
                throw new InvalidDataException(
                    known.IsProvisioned
                        ? "Cannot save provisioned dashboard"
                        : "A dashboard with the same uid already exists"
                );
            }

            model["uid"] = uid;
            Directory.CreateDirectory(SavedFolder);
            File.WriteAllText(
                Path.Combine(SavedFolder, $"{uid}.json"),
                new JsonObject { ["dashboard"] = model.DeepClone(), ["folderUid"] = folderUid }.ToJsonString()
            );
            return Read().Dashboards.Single(b => b.Uid == uid);
        }
    }

    /// <summary>Removes a dashboard that was saved.</summary>
    /// <exception cref="InvalidDataException">A file provides it.</exception>
    public bool Delete(string uid)
    {
        lock (_lock)
        {
            var known = Read().Dashboards.FirstOrDefault(b => b.Uid == uid);
            if (known is { IsProvisioned: true })
            {
                throw new InvalidDataException("provisioned dashboard cannot be deleted");
            }

            if (known is not null)
            {
                File.Delete(known.File);
            }

            return known is not null;
        }
    }

    /// <summary>Keeps a folder.</summary>
    public Folder AddFolder(string? uid, string title)
    {
        lock (_lock)
        {
            var folder = new Folder(uid is { Length: > 0 } ? uid : Slug.Of(title), title);
            Directory.CreateDirectory(settings.DataFolder);
            File.WriteAllText(
                FoldersFile,
                JsonSerializer.Serialize(SavedFolders().Where(f => f.Uid != folder.Uid).Append(folder))
            );
            return folder;
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [];

    private List<Folder> SavedFolders() =>
        File.Exists(FoldersFile) ? JsonSerializer.Deserialize<List<Folder>>(File.ReadAllText(FoldersFile)) ?? [] : [];

    private static void Add(
        Boards boards,
        string file,
        Folder? folder,
        Func<JsonObject, JsonObject> modelOf,
        bool isProvisioned
    )
    {
        var name = Path.GetFileName(file);
        try
        {
            var content =
                JsonNode.Parse(File.ReadAllText(file)) as JsonObject
                ?? throw new InvalidDataException("it is no JSON object.");
            var model = modelOf(content);
            var title = Text(model, "title") is { Length: > 0 } given
                ? given
                : throw new InvalidDataException("it has no title.");
            var uid = Text(model, "uid") is { Length: > 0 } known
                ? known
                : Slug.Of(Path.GetFileNameWithoutExtension(file));
            if (boards.Dashboards.FirstOrDefault(b => b.Uid == uid) is { } other)
            {
                throw new InvalidDataException($"its uid {uid} is that of {Path.GetFileName(other.File)}.");
            }

            // Before version 5 the panels stood in rows.
            if (model["panels"] is not JsonArray && model["rows"] is not JsonArray)
            {
                throw new InvalidDataException("it has no list of panels.");
            }

            boards.Dashboards.Add(
                new Dashboard(
                    uid,
                    title,
                    folder ?? boards.Folders.FirstOrDefault(f => f.Uid == Text(content, "folderUid")),
                    model,
                    isProvisioned,
                    file
                )
            );
        }
        catch (JsonException e)
        {
            boards.Problems.Add(
                new Problem(
                    name,
                    $"{name} is no valid JSON: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}."
                )
            );
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or InvalidDataException or InvalidOperationException)
        {
            boards.Problems.Add(new Problem(name, $"{name} cannot be shown: {e.Message}"));
        }
    }

    /// <summary>The model of a file: itself, or what a Kubernetes resource specifies, whose name is the uid.</summary>
    private static JsonObject Bare(JsonObject content)
    {
        if (Text(content, "apiVersion") is not { } version)
        {
            return content;
        }

        if (content["spec"]?["elements"] is not null)
        {
            throw new InvalidDataException($"only Grafana reads {version}: export it as a classic model.");
        }

        var model = content["spec"]?.DeepClone() as JsonObject ?? throw new InvalidDataException("it has no spec.");
        var name = content["metadata"] is JsonObject metadata ? Text(metadata, "name") : null;
        model["uid"] = name ?? Text(model, "uid");
        return model;
    }

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex Uid();
}

/// <summary>All dashboards at one moment, and the files that are none.</summary>
internal sealed record Boards(List<Dashboard> Dashboards, List<Problem> Problems, IReadOnlyList<Folder> Folders);

/// <summary>A dashboard.</summary>
internal sealed record Dashboard(
    string Uid,
    string Title,
    Folder? Folder,
    JsonObject Model,
    bool IsProvisioned,
    string File
)
{
    public string Url => $"/d/{Uid}/{Slug.Of(Title)}";

    public IEnumerable<string> Tags => (Model["tags"] as JsonArray ?? []).Select(tag => $"{tag}");
}

/// <summary>A file that cannot be shown.</summary>
internal sealed record Problem(string File, string Message);
