using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>A project, with the first profile of its launchSettings.json that runs the project.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name) where TProject : IProjectMetadata, new()
        => builder.AddProject(name, new TProject(), LaunchProfile.First);

    /// <summary>A project with a profile of its launchSettings.json, or none when null.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new()
        => builder.AddProject(name, new TProject(), settings => launchProfileName is null ? null : LaunchProfile.Named(settings, launchProfileName));

    private static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata, Func<JsonElement, LaunchProfile?> select)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(metadata);
        // The environment of the host's own, as for any program started in development.
        project.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName);
        project.WithEnvironment("OTEL_SERVICE_NAME", name);
        if (LaunchProfile.Read(metadata.ProjectPath, select) is { } profile)
        {
            foreach (var url in profile.Urls)
            {
                project.WithEndpoint(port: url.Port, scheme: url.Scheme, name: url.Scheme);
            }

            foreach (var (key, value) in profile.Environment)
            {
                project.WithEnvironment(key, value);
            }
        }

        return project.WithEnvironment(context =>
        {
            var urls = project.Resource.Annotations.OfType<EndpointAnnotation>()
                .Where(e => e.UriScheme is "http" or "https").Select(e => new EndpointReference(project.Resource, e)).ToList();
            if (urls.Count > 0)
            {
                context.EnvironmentVariables["ASPNETCORE_URLS"] = string.Join(';', urls.Select(url => url.Url));
            }

            foreach (var endpoint in project.Resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpoint.TargetPortEnvironmentVariable is { } variable)
                {
                    context.EnvironmentVariables[variable] = new EndpointReference(project.Resource, endpoint).Property(EndpointProperty.TargetPort);
                }
            }
        });
    }
}

/// <summary>A profile of a launchSettings.json.</summary>
internal sealed record LaunchProfile(IReadOnlyList<Uri> Urls, IReadOnlyDictionary<string, string> Environment)
{
    public static LaunchProfile? Read(string projectPath, Func<JsonElement, LaunchProfile?> select)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return settings.RootElement.TryGetProperty("profiles", out var profiles) ? select(profiles) : null;
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"{file} is not valid JSON: {e.Message}", e);
        }
    }

    public static LaunchProfile? First(JsonElement profiles)
    {
        foreach (var profile in profiles.EnumerateObject())
        {
            if (profile.Value.TryGetProperty("commandName", out var command) && command.GetString() == "Project")
            {
                return From(profile.Value);
            }
        }

        return null;
    }

    public static LaunchProfile Named(JsonElement profiles, string name)
        => profiles.TryGetProperty(name, out var profile)
            ? From(profile)
            : throw new DistributedApplicationException($"launchSettings.json has no profile '{name}'.");

    private static LaunchProfile From(JsonElement profile)
    {
        var urls = profile.TryGetProperty("applicationUrl", out var url)
            ? url.GetString()!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(u => new Uri(u)).ToList()
            : [];
        var environment = profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString() ?? "")
            : [];
        return new LaunchProfile(urls, environment);
    }
}
