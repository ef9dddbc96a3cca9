using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace MueJam.GrafanaPreview;

/// <summary>The files that Grafana is provisioned with, as far as the page needs them.</summary>
/// <param name="DataSources">Where queries go.</param>
/// <param name="Providers">Folders of dashboard files.</param>
internal sealed partial record Provisioning(
    IReadOnlyList<DataSource> DataSources,
    IReadOnlyList<DashboardProvider> Providers
)
{
    /// <summary>Reads them all, with <c>${VARIABLES}</c> filled in as Grafana does.</summary>
    /// <exception cref="InvalidOperationException">A file is not what Grafana would take; the message names
    /// it.</exception>
    public static Provisioning Read(PreviewSettings settings)
    {
        var yaml = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .IgnoreUnmatchedProperties()
            .Build();
        return new Provisioning(
            [.. Files("datasources").SelectMany(file => file.Datasources ?? [])],
            [.. Files("dashboards").SelectMany(file => file.Providers ?? [])]
        );

        IEnumerable<ProvisioningFile> Files(string kind)
        {
            var folder = Path.Combine(settings.ProvisioningFolder, kind);
            return Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.y*ml").Order(StringComparer.Ordinal).Select(Read)
                : [];
        }

        ProvisioningFile Read(string file)
        {
            try
            {
                return yaml.Deserialize<ProvisioningFile>(
                    Variable()
                        .Replace(
                            File.ReadAllText(file),
                            v => Environment.GetEnvironmentVariable(v.Groups[1].Value) ?? ""
                        )
                );
            }
            catch (YamlException e)
            {
                throw new InvalidOperationException(
                    $"{Path.GetFileName(file)}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}",
                    e
                );
            }
        }
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    private sealed record ProvisioningFile
    {
        public List<DataSource>? Datasources { get; init; }

        public List<DashboardProvider>? Providers { get; init; }
    }
}

/// <summary>A provisioned data source.</summary>
internal sealed record DataSource
{
    public string Name { get; init; } = "";

    public string Uid { get; init; } = "";

    public string Type { get; init; } = "";

    public string Url { get; init; } = "";

    public bool IsDefault { get; init; }

    public bool BasicAuth { get; init; }

    public string BasicAuthUser { get; init; } = "";

    public Dictionary<string, object> JsonData { get; init; } = [];

    /// <summary>What Grafana shows to nobody.</summary>
    public SecureJsonData SecureJsonData { get; init; } = new();

    /// <summary>What the server behind is sent; null when it asks for no login.</summary>
    public AuthenticationHeaderValue? Login =>
        BasicAuth
            ? new(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{BasicAuthUser}:{SecureJsonData.BasicAuthPassword}"))
            )
            : null;
}

/// <summary>The secrets of a data source.</summary>
internal sealed record SecureJsonData
{
    public string BasicAuthPassword { get; init; } = "";
}

/// <summary>A folder of dashboard files and the folder that they are shown in.</summary>
internal sealed record DashboardProvider
{
    public string Folder { get; init; } = "";

    public string? FolderUid { get; init; }

    public ProviderOptions Options { get; init; } = new();

    public Folder ShownIn => new(FolderUid ?? Slug.Of(Folder), Folder);
}

/// <summary>Options of a provider of type <c>file</c>.</summary>
internal sealed record ProviderOptions
{
    public string Path { get; init; } = "";
}

/// <summary>A folder of dashboards.</summary>
internal sealed record Folder(string Uid, string Title);
