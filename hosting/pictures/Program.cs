using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using MueJam.LocalPrograms.Files;
using MueJam.Pictures;

var grafana = new Option<string>("--grafana")
{
    Description = "The preview's address.",
    DefaultValueFactory = _ => "http://localhost:3000",
};
var api = new Option<string>("--api")
{
    Description = "The library's address.",
    DefaultValueFactory = _ => "http://localhost:8000",
};
var output = new Option<DirectoryInfo>("--output")
{
    Description = "The folder for the pictures.",
    DefaultValueFactory = _ => new DirectoryInfo("docs/images"),
};
var minutes = new Option<double>("--minutes")
{
    Description = "How long to read from the library first; what the pictures show.",
    DefaultValueFactory = _ => 5,
};
var command = new RootCommand("Takes a picture of every dashboard of the running stack, after some traffic.")
{
    grafana,
    api,
    output,
    minutes,
};
command.SetAction(
    (arguments, cancellationToken) =>
        TakeAsync(
            new Uri(arguments.GetValue(grafana)!),
            new Uri(arguments.GetValue(api)!),
            arguments.GetValue(output)!,
            arguments.GetValue(minutes),
            cancellationToken
        )
);
return await command.Parse(args).InvokeAsync();

static async Task<int> TakeAsync(
    Uri grafana,
    Uri api,
    DirectoryInfo output,
    double minutes,
    CancellationToken cancellationToken
)
{
    try
    {
        using var http = new HttpClient();
        var dashboards = await http.GetFromJsonAsync<JsonArray>(
            new Uri(grafana, "/api/search?type=dash-db"),
            cancellationToken
        );
        var progress = new Progress<string>(Console.WriteLine);
        await using var chromium = await Chromium.StartAsync(progress, cancellationToken);
        var pngquant = await DebianTool.EnsureAsync("pngquant", progress, cancellationToken);
        Console.WriteLine($"Reading for {minutes:0.#} minutes.");
        await new Readers(api).ReadAsync(TimeSpan.FromMinutes(minutes), cancellationToken);
        output.Create();
        foreach (var dashboard in dashboards!)
        {
            var file = Path.Combine(output.FullName, $"{dashboard!["uid"]}.png");
            await using var page = await chromium.NewPageAsync();
            await page.OpenAsync(
                new Uri(grafana, $"{dashboard["url"]}?from=now-{Math.Ceiling(minutes)}m&to=now&refresh=").ToString()
            );
            await page.Page.WaitForFunctionAsync("() => !document.querySelector('[data-state=loading]')");
            await page.Page.ScreenshotAsync(
                new PageScreenshotOptions
                {
                    Path = file,
                    FullPage = true,
                    Animations = ScreenshotAnimations.Disabled,
                }
            );
            // A palette is enough for graphs, and a third of the size.
            using var smaller = Process.Start(pngquant, ["--force", "--ext", ".png", file]);
            await smaller.WaitForExitAsync(cancellationToken);
            Console.WriteLine(file);
        }

        return 0;
    }
    catch (Exception e) when (e is HttpRequestException or ProgramException)
    {
        await Console.Error.WriteLineAsync($"{e.Message} The stack must run: dotnet run --project MueJam.AppHost");
        return 1;
    }
}
