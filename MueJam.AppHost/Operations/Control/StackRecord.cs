using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MueJam.AppHost.Operations.Control;

/// <summary>How the shell finds a running stack: a file of its owner's that names a socket, and no secret.</summary>
/// <param name="Id">Of this run alone.</param>
/// <param name="Name">The prefix of its volumes.</param>
/// <param name="ProcessId">The AppHost.</param>
/// <param name="Socket">The Unix socket that it listens on; only its owner can open it.</param>
internal sealed record StackRecord(string Id, string Name, int ProcessId, string Socket)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The path of a Unix socket may have 107 bytes.</summary>
    private const int MaxSocketPath = 100;

    /// <summary>Makes a record for this process; it is not written yet.</summary>
    public static StackRecord Create(string name)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var socket = Path.Combine(OwnFolder(), $"{id}.sock");
        if (Encoding.UTF8.GetByteCount(socket) > MaxSocketPath)
        {
            socket = Path.Combine(Directory.CreateTempSubdirectory("muejam-").FullName, $"{id}.sock");
        }

        return new StackRecord(id, name, Environment.ProcessId, socket);
    }

    /// <summary>Every record that was written for this checkout, of stacks that may have ended.</summary>
    public static IReadOnlyList<StackRecord> ReadAll()
    {
        var records = new List<StackRecord>();
        foreach (var file in Directory.EnumerateFiles(OwnFolder(), "*.json"))
        {
            try
            {
                if (JsonSerializer.Deserialize<StackRecord>(File.ReadAllText(file)) is { } record)
                {
                    records.Add(record);
                }
            }
            catch (Exception e) when (e is IOException or JsonException)
            {
                // Removed, or being written, as it is read.
            }
        }

        return records;
    }

    /// <summary>Removes the records of AppHosts that were killed.</summary>
    public static void DeleteAbandoned()
    {
        foreach (var record in ReadAll().Where(record => !IsRunning(record.ProcessId)))
        {
            record.Delete();
        }
    }

    public void Write()
    {
        var whole = $"{FilePath}.new";
        File.WriteAllText(whole, JsonSerializer.Serialize(this));
        File.Move(whole, FilePath, overwrite: true);
    }

    public void Delete()
    {
        File.Delete(FilePath);
        // Whoever clears temporary folders may have been here before.
        if (Path.GetDirectoryName(Socket) is { } folder && Directory.Exists(folder))
        {
            File.Delete(Socket);
            if (folder != OwnFolder())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private string FilePath => Path.Combine(OwnFolder(), $"{Id}.json");

    /// <summary>A folder of this user's for this checkout; nobody else can look into it.</summary>
    private static string OwnFolder()
    {
        var checkout = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Projects.MueJam_AppHost.ProjectPath)))[..12];
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(data, "muejam-library", checkout);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            File.SetUnixFileMode(folder, OwnerOnly);
        }

        return folder;
    }
}
