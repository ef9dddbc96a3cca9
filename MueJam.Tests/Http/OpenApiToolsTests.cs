using Aspire.Hosting.Testing;
using MueJam.LocalPrograms.Files;
using MueJam.Pictures;

namespace MueJam.Tests.Http;

/// <summary>The OpenAPI document in the hands of other people's tools.</summary>
[Collection(StackCollection.Name)]
public sealed class OpenApiToolsTests(StackFixture stack) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.Kiota.Http.HttpClientLibrary" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Form" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Json" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Multipart" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Text" Version="2.1.6" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>The README's example.</summary>
    private const string Example = """
        using Library;
        using Library.Models;
        using Microsoft.Kiota.Abstractions.Authentication;
        using Microsoft.Kiota.Http.HttpClientLibrary;

        var (address, token, slug) = (args[0], args[1], args[2]);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http);
        adapter.BaseUrl = address;
        var client = new LibraryClient(adapter);
        await client.V1.Stories.PostAsync(
            new NewStory { Slug = slug, Title = "The Lighthouse", Blurb = "A keeper writes home.", Tags = ["sea"] });
        var story = await client.V1.Stories[slug].GetAsync();
        Console.WriteLine($"{story!.Title} by {story.Author}: {story.Blurb} [{string.Join(", ", story.Tags!)}]");
        var page = await client.V1.Stories.GetAsync(request => request.QueryParameters.PageSize = 1);
        Console.WriteLine($"stories on the page: {page!.Data!.Count}");
        try
        {
            await client.V1.Stories["no-such-story"].GetAsync();
        }
        catch (ProblemDetails problem)
        {
            Console.WriteLine($"no such story: {problem.Status}");
        }
        """;

    private readonly TemporaryFolder _folder = TemporaryFolder.Create("muejam-openapi-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_public_linter_has_nothing_to_say()
    {
        await SaveDocumentAsync();
        var linter = Path.Combine(Repository.Root, "MueJam.Tests", "Http", "Linter");
        foreach (var file in Directory.EnumerateFiles(linter))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        await DebianTool.EnsureAsync("npm", new Progress<string>(), CancellationToken.None);
        await SucceedsAsync("npm", "ci");
        await SucceedsAsync(
            Path.Combine(_folder.FullName, "node_modules", ".bin", "spectral"),
            "lint",
            "openapi.json",
            "--fail-severity=hint"
        );
    }

    [Fact]
    public async Task A_generated_client_compiles_and_runs_the_example_of_the_README()
    {
        await SaveDocumentAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Client.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Program.cs"), Example);
        await SucceedsAsync(
            "dotnet",
            "tool",
            "install",
            "Microsoft.OpenApi.Kiota",
            "--version",
            "1.38.0",
            "--tool-path",
            "tool"
        );
        await SucceedsAsync(
            Path.Combine(_folder.FullName, "tool", "kiota"),
            "generate",
            "--language",
            "CSharp",
            "--openapi",
            "openapi.json",
            "--output",
            "client",
            "--class-name",
            "LibraryClient",
            "--namespace-name",
            "Library"
        );
        var said = await SucceedsAsync(
            "dotnet",
            "run",
            "--",
            $"{Api}",
            Tokens.For("ada_l"),
            LibraryClient.NewSlug("the-lighthouse")
        );

        Assert.Contains("The Lighthouse by ada_l: A keeper writes home. [sea]", said, StringComparison.Ordinal);
        Assert.Contains("stories on the page: 1", said, StringComparison.Ordinal);
        Assert.Contains("no such story: 404", said, StringComparison.Ordinal);
    }

    private Uri Api => stack.App.GetEndpoint("api", "http");

    private async Task SaveDocumentAsync()
    {
        using var api = new HttpClient { BaseAddress = Api };
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "openapi.json"),
            await api.GetStringAsync("/openapi/v1.json")
        );
    }

    private async Task<string> SucceedsAsync(params string[] command)
    {
        await using var tool = HostProcess.Run(
            _folder.FullName,
            command,
            [("KIOTA_UPDATE__DISABLED", "true"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "true")]
        );
        var exitCode = await tool.ExitedAsync(Limit);
        Assert.True(exitCode == 0, $"{string.Join(' ', command)}: {tool.Output}");
        return tool.Output;
    }
}
