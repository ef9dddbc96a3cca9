using MueJam.GrafanaPreview;
using MueJam.ServiceDefaults;
using YamlDotNet.Core;

try
{
    var settings = PreviewSettings.FromEnvironment();
    var provisioning = Provisioning.Read(settings);
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{settings.Port}");
    builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
    builder.Services.AddRoutingCore();
    builder.Services.AddSingleton(provisioning);
    builder.Services.AddSingleton(new DashboardStore(settings, provisioning));
    var administrator = new Administrator(settings);
    administrator.Initialize();
    builder.Services.AddHttpClient();

    var app = builder.Build();
    app.UseOwnSiteOnly(settings.PublicUrls);
    app.Use(administrator.CheckAsync);
    app.MapGrafanaApi();
    app.MapPut("/api/user/password", administrator.ChangePassword);
    app.MapPrometheusProxy();
    app.MapPreviewPage(settings);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is IOException or InvalidOperationException or YamlException)
{
    await Console.Error.WriteLineAsync($"FATAL: The dashboards page cannot start. {e.Message}");
    return 1;
}
