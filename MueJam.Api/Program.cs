using MueJam.Api.Caching;
using MueJam.Api.Data;
using MueJam.Api.Errors;
using MueJam.Api.Stories;
using MueJam.Api.Telemetry;
using MueJam.ServiceDefaults;

const long MaxBodyBytes = 256 * 1024;

var builder = WebApplication.CreateBuilder(args);
if (DataServices.MissingSetting(builder.Configuration) is { } missing)
{
    Console.Error.WriteLine(missing);
    return 1;
}

builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
builder.AddServiceDefaults();
builder.AddData();
builder.AddCache();
builder.AddLibraryTelemetry();
builder.AddProblems();
builder.Services.AddOpenApi();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower);

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.MapDefaultEndpoints();
app.MapMetricsJson();
app.MapOpenApi();
app.MapStories();

await Migrations.ApplyAsync(app.Services, app.Lifetime.ApplicationStopping);
await app.RunAsync();
return 0;
