using System.Text.Json;
using System.Text.Json.Serialization;
using MueJam.Api.Caching;
using MueJam.Api.Chapters;
using MueJam.Api.Data;
using MueJam.Api.Discover;
using MueJam.Api.Errors;
using MueJam.Api.Http;
using MueJam.Api.OpenApi;
using MueJam.Api.Profiles;
using MueJam.Api.Progress;
using MueJam.Api.RateLimiting;
using MueJam.Api.Search;
using MueJam.Api.Shelves;
using MueJam.Api.Stories;
using MueJam.Api.Telemetry;
using MueJam.Api.Users;
using MueJam.Api.Validation;
using MueJam.Api.Whispers;
using MueJam.ServiceDefaults;
using MueJam.ServiceDefaults.Settings;

namespace MueJam.Api;

/// <summary>The library API.</summary>
public static class LibraryApi
{
    private const long MaxBodyBytes = 512 * 1024;

    /// <summary>Runs it until it is stopped.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        DevelopmentTokens.EnsureFolder();
        var builder = WebApplication.CreateBuilder(args);
        if (
            (
                DataServices.MissingSetting(builder.Configuration)
                ?? AllowedOrigins.Problem(builder.Configuration)
                ?? TrustedNetworks.Problem(builder.Configuration)
            ) is
            { } wrong
        )
        {
            await Console.Error.WriteLineAsync(wrong);
            return 1;
        }

        await using var app = Build(builder);
        await Migrations.ApplyAsync(app.Services, app.Lifetime.ApplicationStopping);
        await app.RunAsync();
        return 0;
    }

    /// <summary>
    /// Builds it; the schema must have been brought up to date by <see cref="Migrations"/> before it serves.
    /// </summary>
    /// <param name="builder">The host with its configuration.</param>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        LogLines.Add(builder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.AddServerHeader = false;
        });
        builder.AddServiceDefaults();
        builder.AddData();
        builder.AddCache();
        builder.AddLibraryTelemetry();
        HealthChanges.Add(builder);
        builder.AddProblems();
        builder.AddCompression();
        builder.AddCrossOrigin();
        builder.AddUsers();
        builder.AddRateLimits();
        builder.AddLibraryOpenApi();
        builder.Services.AddValidation();
        builder
            .Services.AddSingleton<StoryStore>()
            .AddSingleton<ChapterStore>()
            .AddSingleton<WhisperStore>()
            .AddSingleton<SearchStore>()
            .AddSingleton<ShelfStore>()
            .AddSingleton<ProgressStore>()
            .AddSingleton<ProfileStore>();
        // With their stores: taken from each request's services they would cost every request a scope.
        builder
            .Services.AddSingleton<StoryEndpoints>()
            .AddSingleton<ChapterEndpoints>()
            .AddSingleton<WhisperEndpoints>()
            .AddSingleton<DiscoverEndpoints>()
            .AddSingleton<SearchEndpoints>()
            .AddSingleton<ShelfEndpoints>()
            .AddSingleton<ProgressEndpoints>()
            .AddSingleton<ProfileEndpoints>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            // As the document has it: a number is no text.
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });

        var app = builder.Build();
        app.UseTrustedProxies();
        app.UseResponseCompression();
        app.UseCrossOrigin();
        app.UseProblems();
        app.UseUsers();
        app.LimitUnmatched();
        app.MapDefaultEndpoints();
        app.UsePolicies();
        app.MapMetricsJson();
        app.MapLibraryOpenApi();
        app.MapStartPage();
        var api = app.MapGroup("/v1");
        api.LimitRates();
        api.ValidateBodiesOnly();
        api.RefuseUnknownParameters();
        api.AllowHead();
        api.KeepPrivate();
        app.Services.GetRequiredService<StoryEndpoints>().Map(api);
        app.Services.GetRequiredService<ChapterEndpoints>().Map(api);
        app.Services.GetRequiredService<WhisperEndpoints>().Map(api);
        app.Services.GetRequiredService<DiscoverEndpoints>().Map(api);
        app.Services.GetRequiredService<SearchEndpoints>().Map(api);
        app.Services.GetRequiredService<ShelfEndpoints>().Map(api);
        app.Services.GetRequiredService<ProgressEndpoints>().Map(api);
        app.Services.GetRequiredService<ProfileEndpoints>().Map(api);
        return app;
    }
}
