using System.Text.Json;
using Microsoft.Extensions.Configuration;
using MueJam.Embedded.Programs;

namespace Aspire.Hosting.Orchestration;

/// <summary>Where the embedded host keeps volumes, secrets, logs and what belongs to the current run.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly TemporaryFolder? _temporary;
    private FileStream? _lock;

    private StateFolder(string path, TemporaryFolder? temporary = null)
    {
        Path = path;
        _temporary = temporary;
        Secrets = new SecretStore(System.IO.Path.Combine(path, "secrets.json"));
    }

    public string Path { get; }

    public SecretStore Secrets { get; }

    public string Run => System.IO.Path.Combine(Path, "run");

    public string Logs => System.IO.Path.Combine(Path, "logs");

    public string Volume(string name) => System.IO.Path.Combine(Path, "volumes", name);

    /// <summary><c>Embedded:StateDirectory</c>; a temporary folder under test; else <c>.muejam</c> beside the AppHost project.</summary>
    public static StateFolder From(IConfiguration configuration, string appHostDirectory, bool isTest)
    {
        if (configuration["Embedded:StateDirectory"] is { Length: > 0 } configured)
        {
            return new StateFolder(System.IO.Path.GetFullPath(configured));
        }

        if (!isTest)
        {
            return new StateFolder(System.IO.Path.GetFullPath(System.IO.Path.Combine(appHostDirectory, "..", ".muejam")));
        }

        var folder = TemporaryFolder.Create("muejam-embedded-");
        return new StateFolder(folder.FullName, folder);
    }

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="DistributedApplicationException">Another host has it.</exception>
    public void Lock()
    {
        Directory.CreateDirectory(Path);
        var owner = System.IO.Path.Combine(Path, "host.pid");
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            var pid = File.Exists(owner) ? File.ReadAllText(owner) : "unknown";
            throw new DistributedApplicationException($"Another host (process {pid}) runs on {Path}. Stop it first, or give this one a folder of its own: --Embedded:StateDirectory=...");
        }

        File.WriteAllText(owner, $"{System.Environment.ProcessId}");
    }

    public void Dispose()
    {
        _lock?.Dispose();
        _temporary?.Dispose();
    }
}

/// <summary>Generated secrets, beside the volumes that they open.</summary>
internal sealed class SecretStore(string path)
{
    private readonly Lock _lock = new();

    public string GetOrAdd(string name, Func<string> generate)
    {
        lock (_lock)
        {
            var secrets = Read();
            if (!secrets.TryGetValue(name, out var value))
            {
                secrets[name] = value = generate();
                Write(secrets);
            }

            return value;
        }
    }

    private Dictionary<string, string> Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or UnauthorizedAccessException or IOException)
        {
            throw new DistributedApplicationException($"Cannot read the generated secrets in {path}: {e.Message} Mend the file; without it the data volumes do not open.", e);
        }
    }

    private void Write(Dictionary<string, string> secrets)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var whole = path + ".new";
        File.Delete(whole);
        using (var stream = new FileStream(whole, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, secrets);
        }

        // Renamed: a write cut short leaves the old secrets.
        File.Move(whole, path, overwrite: true);
    }
}
