using MueJam.ServiceDefaults.Settings;

namespace MueJam.Api.Http;

/// <summary>
/// Sites whose pages may use the API from a browser (CORS), by <see cref="AllowedOrigins"/>. Without any a browser
/// shows no answer to another site.
/// </summary>
public static class CrossOrigin
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    /// <summary>What a page may read beside the usual headers.</summary>
    private static readonly string[] Exposed = ["Cache-Status", "ETag", "Location", "Retry-After"];

    /// <summary>Registers them.</summary>
    /// <param name="builder">The API.</param>
    public static void AddCrossOrigin(this WebApplicationBuilder builder)
    {
        if (AllowedOrigins.Read(builder.Configuration) is { Length: > 0 } origins)
        {
            builder.Services.AddCors(options =>
                options.AddDefaultPolicy(policy =>
                    policy
                        .WithOrigins(origins)
                        .AllowAnyMethod()
                        .AllowAnyHeader()
                        .WithExposedHeaders(Exposed)
                        .SetPreflightMaxAge(PreflightAge)
                )
            );
        }
    }

    /// <summary>Tells browsers of them.</summary>
    /// <param name="app">The API.</param>
    public static void UseCrossOrigin(this WebApplication app)
    {
        if (AllowedOrigins.Read(app.Configuration).Length > 0)
        {
            app.UseCors();
        }
    }
}
