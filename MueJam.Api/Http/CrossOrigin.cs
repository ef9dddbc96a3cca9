namespace MueJam.Api.Http;

/// <summary>
/// Sites whose pages may use the API from a browser (CORS): origins, separated by commas or spaces, in
/// <c>Cors:Origins</c>; <c>*</c> for all. Without any a browser shows no answer to another site.
/// </summary>
public static class CrossOrigin
{
    private const string Key = "Cors:Origins";
    private const string Everybody = "*";

    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    /// <summary>What a page may read beside the usual headers.</summary>
    private static readonly string[] Exposed = ["Cache-Status", "ETag", "Location", "Retry-After"];

    /// <summary>Registers them.</summary>
    /// <param name="builder">The API.</param>
    public static void AddCrossOrigin(this WebApplicationBuilder builder)
    {
        if (Origins(builder.Configuration) is { Length: > 0 } origins)
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
        if (Origins(app.Configuration).Length > 0)
        {
            app.UseCors();
        }
    }

    /// <summary>What is wrong with the setting; null when nothing is.</summary>
    /// <param name="configuration">The API's.</param>
    public static string? Problem(IConfiguration configuration) =>
        Origins(configuration).FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong
            ? $"{Key} holds '{wrong}': origins such as https://muejam.example are expected, without a path, or * "
                + "for every site."
            : null;

    private static string[] Origins(IConfiguration configuration) => ListSetting.Read(configuration, Key);

    private static bool IsOrigin(string text) =>
        text == Everybody
        || (
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && text == uri.GetLeftPart(UriPartial.Authority)
        );
}
