using Aspire.Hosting.Testing;
using MueJam.LocalPrograms.Files;
using MueJam.Pictures;

namespace MueJam.Tests.Http;

/// <summary>What somebody new to the API does first.</summary>
[Collection(StackCollection.Name)]
public sealed class FirstStepsTests(StackFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_address_alone_says_where_to_go_and_each_place_is_there()
    {
        using var api = stack.App.CreateHttpClient("api", "http");
        var places = (await api.GetStringAsync("/"))
            .Split('\n')
            .Where(line => line.StartsWith('/'))
            .Select(line => line.Split(' ')[0])
            .ToList();
        Assert.True(places.Count >= 5);
        foreach (var place in places)
        {
            using var answer = await api.GetAsync(place);
            Assert.True(answer.IsSuccessStatusCode, $"{place}: {answer.StatusCode}");
        }
    }

    /// <summary>As they stand in the README, from top to bottom, with the address of the instance under test.</summary>
    [Fact]
    public async Task The_lines_of_Try_the_API_work_as_they_stand_with_the_first_token_of_a_new_machine()
    {
        using var home = TemporaryFolder.Create("muejam-first-");
        await using var api = await ApiProcess.StartAsync(
            stack,
            ("HOME", home.FullName),
            ("ASPNETCORE_ENVIRONMENT", "Development")
        );
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var block = readme[readme.IndexOf("Try the API:", StringComparison.Ordinal)..].Split("```")[1]["bash".Length..];
        var script = $"set -e\n{block}"
            .Replace("localhost:8000", api.Client.BaseAddress!.Authority, StringComparison.Ordinal)
            .Replace("curl ", "curl -s --fail-with-body -w '\\n%{http_code}\\n' ", StringComparison.Ordinal)
            .Replace("the-lighthouse", LibraryClient.NewSlug("the-lighthouse"), StringComparison.Ordinal);
        await using var shell = HostProcess.Run(
            Repository.Root,
            ["bash", "-c", script],
            [
                ("HOME", home.FullName),
                ("DOTNET_CLI_HOME", home.FullName),
                (
                    "NUGET_PACKAGES",
                    Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                        ?? Path.Combine(
                            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                            ".nuget",
                            "packages"
                        )
                ),
            ]
        );
        var exitCode = await shell.ExitedAsync(Patience);
        Assert.True(exitCode == 0, shell.Output);
        Assert.Contains("201", shell.Output, StringComparison.Ordinal);
        Assert.Contains("A keeper writes home.", shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_the_API_asks_no_other_machine_for_anything()
    {
        var address = stack.App.GetEndpoint("api", "http");
        await using var chromium = await Chromium.StartAsync(new Progress<string>(), CancellationToken.None);
        var page = (await chromium.NewPageAsync()).Page;
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(
            new Uri(address, "/scalar").ToString(),
            new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle }
        );
        await page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "MueJam Library" })
            .First.WaitForAsync();
        Assert.All(
            asked,
            url =>
                Assert.True(
                    url.StartsWith(address.ToString(), StringComparison.Ordinal)
                        || url.StartsWith("data:", StringComparison.Ordinal)
                        || url.StartsWith("blob:", StringComparison.Ordinal),
                    url
                )
        );
        foreach (var offer in (string[])["Powered by Scalar", "Open API Client", "Ask AI"])
        {
            Assert.False(await page.GetByText(offer).First.IsVisibleAsync(), offer);
        }
    }
}
