using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MueJam.Api;
using MueJam.Api.Data;
using MueJam.Api.RateLimiting;
using MueJam.Api.Stories;
using MueJam.Api.Telemetry;
using OpenTelemetry.Exporter;

namespace MueJam.Benchmarks.Servers;

/// <summary>The servers: the library API, and bare endpoints to hold against it.</summary>
internal static class ServerProgram
{
    /// <summary>The API with all its telemetry.</summary>
    public const string Api = "api";

    /// <summary>The API without any.</summary>
    public const string Silent = "api-silent";

    /// <summary>Bare endpoints.</summary>
    public const string Bare = "bare";

    /// <summary>Answers the bytes that the process has allocated.</summary>
    public const string Allocated = "/benchmark/allocated";

    /// <summary>A story from the database, past the cache, as a miss of the cache reads it.</summary>
    public const string Stories = "/benchmark/stories/";

    public static async Task<int> RunAsync(string kind)
    {
        // With the API's own appsettings.json, which lies beside the program.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        await using var app = kind == Bare ? BareServer.Build(builder) : BuildApi(builder, isSilent: kind == Silent);
        app.MapGet(Allocated, () => GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
        await app.StartAsync();
        Console.WriteLine($"{ServerProcess.Listening}{app.Urls.Single()}");
        // Its end is that of the program which started it, however that ended.
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static WebApplication BuildApi(WebApplicationBuilder builder, bool isSilent)
    {
        // Each scrape is made anew, not answered from the one before.
        builder.Services.PostConfigureAll<PrometheusAspNetCoreOptions>(options =>
            options.ScrapeResponseCacheDurationMilliseconds = 0
        );
        var app = LibraryApi.Build(builder);
        if (isSilent)
        {
            // OTEL_SDK_DISABLED has silenced OpenTelemetry; this is the rest.
            app.Services.GetRequiredService<LibraryMetrics>().Dispose();
        }

        app.MapGet(
                $"{Stories}{{slug}}",
                async (string slug, StoryStore store, CancellationToken token) =>
                {
                    Horizon.Open(wanted: 0);
                    return Results.Ok(await store.FindAsync(slug, token));
                }
            )
            .RequireRateLimiting(RateLimitingServices.Reads);
        return app;
    }
}
