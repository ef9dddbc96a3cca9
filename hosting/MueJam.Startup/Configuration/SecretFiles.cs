using Microsoft.Extensions.Configuration;

namespace MueJam.Startup.Configuration;

/// <summary>
/// Secrets as files: <c>NAME_FILE</c> names one, and the folder <c>Secrets:Folder</c> (<c>/run/secrets</c>) may hold
/// one for each secret, under its name. What is set itself wins over the folder.
/// </summary>
internal static class SecretFiles
{
    /// <summary>What the names of settings that name a file end with.</summary>
    public const string Suffix = "_FILE";

    /// <summary>Where the files lie, unless this says otherwise.</summary>
    public const string FolderSetting = "Secrets:Folder";

    private const string DefaultFolder = "/run/secrets";

    /// <summary>The settings that may be files.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Settings.Passwords,
        "JWT_SIGNING_KEY",
        "GRAFANA_ADMIN_PASSWORD",
        "SMTP_PASSWORD",
        "SLACK_WEBHOOK_URL",
        "PAGERDUTY_SERVICE_KEY",
        "DEADMANSSWITCH_URL",
    ];

    /// <summary>Reads them.</summary>
    /// <param name="configuration">Names the files, and is given what they hold.</param>
    /// <returns>What is wrong and how to mend it, a line each, or <see langword="null"/>.</returns>
    public static string? Read(IConfiguration configuration)
    {
        var named = configuration[FolderSetting];
        if (named is { Length: > 0 } && !Directory.Exists(named))
        {
            return $"{FolderSetting} is '{named}', which is no folder. Create it, or take the setting away.";
        }

        var folder = named is { Length: > 0 } ? named : DefaultFolder;
        var files = Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder)
                .ToLookup(file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase)
            : null;
        var problems = Names
            .Select(name => Read(configuration, name, files?[name].FirstOrDefault()))
            .OfType<string>()
            .ToList();
        return problems.Count == 0 ? null : string.Join(Environment.NewLine, problems);
    }

    private static string? Read(IConfiguration configuration, string name, string? inFolder)
    {
        var isSet = configuration[name] is { Length: > 0 };
        if (configuration[$"{name}{Suffix}"] is not { Length: > 0 } named)
        {
            return isSet || inFolder is null ? null : Read(configuration, name, inFolder, inFolder);
        }

        return isSet
            ? $"{name} and {name}{Suffix} are both set. Take one away."
            : Read(configuration, name, named, $"{name}{Suffix} names '{named}', which");
    }

    private static string? Read(IConfiguration configuration, string name, string path, string subject)
    {
        try
        {
            // Editors and echo end a file with a line break.
            var secret = File.ReadAllText(path).TrimEnd('\r', '\n');
            configuration[name] = secret;
            return secret.Length > 0 ? null : $"{subject} is empty. Write the secret into it.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{subject} cannot be read: {e.Message}";
        }
    }
}
