using System.Reflection;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Configuration.UserSecrets;
using Microsoft.Extensions.Options;

namespace MueJam.Api.Users;

/// <summary>In development a token that <c>dotnet user-jwts</c> makes is believed at once, the first one too.</summary>
internal static class DevelopmentTokens
{
    /// <summary>
    /// Makes the folder that holds the tool's keys: one that is not there when the API starts is not watched.
    /// </summary>
    public static void EnsureFolder()
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT");
        if (
            environment != Environments.Development
            || typeof(DevelopmentTokens).Assembly.GetCustomAttribute<UserSecretsIdAttribute>() is not { } secrets
        )
        {
            return;
        }

        try
        {
            var file = PathHelper.GetSecretsPathFromSecretsId(secrets.UserSecretsId);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Without a home there are no tokens of the tool.
        }
    }

    /// <summary>Has a new key read as soon as it is there.</summary>
    /// <param name="builder">The API.</param>
    public static void Follow(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IOptionsChangeTokenSource<JwtBearerOptions>>(
            new ConfigurationChangeTokenSource<JwtBearerOptions>(
                JwtBearerDefaults.AuthenticationScheme,
                builder.Configuration.GetSection("Authentication")
            )
        );
}
