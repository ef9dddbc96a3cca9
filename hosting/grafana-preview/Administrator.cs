using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace MueJam.GrafanaPreview;

/// <summary>
/// Grafana's one user. As in Grafana, the password of the settings counts when the data folder is new, and the one that
/// was kept there from then on.
/// </summary>
/// <remarks>
/// Who gives a login must give the right one. The page gives none: it is reached from this machine alone.
/// </remarks>
internal sealed class Administrator(PreviewSettings settings)
{
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const int Iterations = 100_000;

    private readonly string _file = Path.Combine(settings.DataFolder, "administrator");

    /// <summary>Refuses a wrong login; how Grafana is, everyone may ask.</summary>
    public Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/api/health" || Login(context.Request) is not { } login || IsRight(login))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return context.Response.WriteAsJsonAsync(new { message = "Invalid username or password" });
    }

    /// <summary>Changes the password of the one who is logged in.</summary>
    public IResult ChangePassword(HttpRequest request, PasswordChange change)
    {
        if (Login(request) is null || !IsRight($"{settings.AdminUser}:{change.OldPassword}"))
        {
            return Results.Json(
                new { message = "Invalid old password" },
                statusCode: StatusCodes.Status401Unauthorized
            );
        }

        Keep(change.NewPassword);
        return Results.Json(new { message = "User password changed" });
    }

    /// <summary>Keeps the settings' password, if the data folder has none.</summary>
    public void Initialize()
    {
        if (!File.Exists(_file))
        {
            Directory.CreateDirectory(settings.DataFolder);
            Keep(settings.AdminPassword);
        }
    }

    /// <summary>Name and password with a colon between them; null when none are given.</summary>
    private static string? Login(HttpRequest request)
    {
        if (
            !AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || header is not { Scheme: "Basic", Parameter: { } parameter }
        )
        {
            return null;
        }

        var bytes = new byte[parameter.Length];
        return Convert.TryFromBase64String(parameter, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : "";
    }

    private static byte[] Hash(string password, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, HashBytes);

    private bool IsRight(string login)
    {
        var kept = File.ReadAllBytes(_file);
        return login.Split(':', 2) is [var user, var password]
            && user == settings.AdminUser
            && CryptographicOperations.FixedTimeEquals(Hash(password, kept[..SaltBytes]), kept.AsSpan(SaltBytes));
    }

    private void Keep(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        File.WriteAllBytes(_file, [.. salt, .. Hash(password, salt)]);
    }
}

/// <summary>The body of Grafana's request for another password.</summary>
internal sealed record PasswordChange(string OldPassword, string NewPassword);
