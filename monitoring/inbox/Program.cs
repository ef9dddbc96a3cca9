using System.Text.Json;
using System.Text.Json.Serialization;
using MueJam.Inbox;
using MueJam.Inbox.Channels;
using MueJam.ServiceDefaults;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    // The host logs a failed start with its stack; the last lines of this file say it in one.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = NotificationStore.MaxMessageBytes);
    builder.Services.ConfigureHttpJsonOptions(json =>
    {
        json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    });
    builder.Services.AddProblemDetails();
    // In development, too, a parameter that cannot be read is the caller's error.
    builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton<NotificationStore>();
    builder.Services.AddSingleton<Watchdog>();
    builder.Services.AddSingleton(SmtpSettings.Read(builder.Configuration));
    builder.Services.AddHostedService<SmtpListener>();

    var app = builder.Build();
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UseOwnSiteOnly();
    app.MapDefaultEndpoints();
    app.MapInboxPage();
    app.MapNotificationsApi();
    app.MapSlackWebhook();
    app.MapPagerDutyEvents();
    app.MapWatchdogWebhook();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is IOException or InvalidOperationException)
{
    // A port that is taken, a setting that cannot be: its cause in one line says more than a stack trace.
    await Console.Error.WriteLineAsync($"The inbox cannot start. {e.Message}");
    return 1;
}
