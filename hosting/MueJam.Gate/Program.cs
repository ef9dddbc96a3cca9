using System.Globalization;
using MueJam.Gate;
using MueJam.Gate.Pages;
using MueJam.ServiceDefaults;

try
{
    var builder = WebApplication.CreateSlimBuilder(args);
    var settings = GateSettings.Read(builder.Configuration);
    // The host logs a failed start with its stack; the last lines of this file say it in one.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    // What fails is said to whoever asked.
    builder.Logging.AddFilter("Yarp", LogLevel.None);
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        foreach (var server in settings.Servers)
        {
            kestrel.ListenLocalhost(server.Port);
        }
    });
    builder.Services.AddHttpForwarder();
    builder.Services.AddSingleton(settings);
    builder.Services.AddSingleton<Forwarding>();
    builder.Services.AddSingleton<MissingPages>();

    var app = builder.Build();
    app.UseOwnSiteOnly([.. settings.Servers.Select(server => server.PublicUrl).OfType<Uri>()]);
    // Paths that no server behind has; every other is theirs.
    app.UseAssets("/-/gate");
    app.Map("/-/gate", gate => gate.Run(context => context.Response.WriteAsync("The gate is open.\n")));
    app.UseDocuments(settings.Documents);
    app.UseRefusals();
    app.Use(app.Services.GetRequiredService<MissingPages>().RunAsync);
    app.Run(app.Services.GetRequiredService<Forwarding>().RunAsync);
    foreach (var server in settings.Servers)
    {
        app.Logger.LogInformation(
            "In front of {Server}: http://localhost:{Port}",
            server.Name,
            server.Port.ToString(CultureInfo.InvariantCulture)
        );
    }

    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is IOException or InvalidOperationException)
{
    // A port that is taken, a setting that is missing: its cause in one line says more than a stack trace.
    await Console.Error.WriteLineAsync($"The gate cannot start. {e.Message}");
    return 1;
}
