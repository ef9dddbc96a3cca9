using System.Text.RegularExpressions;
using dotenv.net;
using Microsoft.Extensions.Configuration;

namespace MueJam.Startup.Configuration;

/// <summary>Configuration and secrets: <c>.env</c> beside the solution, or any .NET configuration source.</summary>
internal static partial class Settings
{
    /// <summary>
    /// Secrets that servers read from start lines, connection strings and URIs, none of which quotes them.
    /// </summary>
    public static IReadOnlyList<string> Passwords { get; } =
    [
        "POSTGRES_PASSWORD",
        "POSTGRES_API_PASSWORD",
        "REPLICATION_PASSWORD",
        "POSTGRES_EXPORTER_PASSWORD",
        "REDIS_PASSWORD",
        "REDIS_EXPORTER_PASSWORD",
        "MONITORING_PASSWORD",
        "METRICS_PASSWORD",
    ];

    private const int MinKeyBytes = 32;
    private const string PagerDutyKey = "PAGERDUTY_SERVICE_KEY";

    /// <summary>
    /// Reads <c>.env</c> (or the file that <c>MUEJAM_ENV_FILE</c> names) into the environment; a variable that is
    /// already set wins.
    /// </summary>
    /// <param name="folder">Where <c>.env</c> lies.</param>
    /// <returns>What is wrong and how to mend it, or <see langword="null"/>.</returns>
    public static string? LoadDotEnv(string folder)
    {
        var named = Environment.GetEnvironmentVariable("MUEJAM_ENV_FILE");
        var path = named ?? Path.Combine(folder, ".env");
        if (Directory.Exists(path))
        {
            return $"Cannot read {path}: it is a folder. Remove it, or replace it by a copy of .env.example.";
        }

        if (!File.Exists(path))
        {
            return named is null ? null : $"Cannot read {path}: it does not exist. Mend or unset MUEJAM_ENV_FILE.";
        }

        try
        {
            if (EnvFile.Problem(path) is { } problem)
            {
                return problem;
            }

            DotEnv.Load(new DotEnvOptions(ignoreExceptions: false, envFilePaths: [path], overwriteExistingVars: false));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"Cannot read {path}: {e.Message} Give yourself read access (chmod u+r .env), or remove the "
                + "file to run with generated secrets.";
        }
        catch (Exception e)
        {
            return $"Cannot read {path}: {e.Message} Write one NAME=value a line, as in .env.example.";
        }
    }

    /// <summary>Checks what would otherwise fail later and far from its cause.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="appHost">The AppHost's folder, to which paths are relative.</param>
    /// <returns>Every problem found, a line each, or <see langword="null"/>.</returns>
    public static string? Validate(IConfiguration configuration, string appHost)
    {
        var problems = Passwords
            .Where(key => configuration[key] is { Length: > 0 } value && !Password().IsMatch(value))
            .Select(key =>
                $"{key} may hold letters, digits, '.', '_' and '-' only: it is part of connection strings that "
                + "quote nothing. Change it in .env, or remove it to have one generated."
            );
        problems = problems
            .Concat(UrlProblem(configuration, "SLACK_WEBHOOK_URL", "Copy it from Slack's Incoming Webhooks page"))
            .Concat(
                UrlProblem(
                    configuration,
                    "DEADMANSSWITCH_URL",
                    "Copy it from the page of the check that waits for the calls"
                )
            )
            .Concat(KeyProblem(configuration, "JWT_SIGNING_KEY"))
            .Concat(PagerDutyProblem(configuration))
            .Concat(PublicUrl.Problems(configuration))
            .Concat(MonitoringFolders.Problems(configuration, appHost))
            .Concat(ApiSettings.Problems(configuration))
            .Append(NamedStack.Problem(configuration))
            .Append(InstanceCount.Problem(configuration))
            .OfType<string>();
        var text = string.Join(Environment.NewLine, problems);
        return text.Length == 0 ? null : text;
    }

    private static IEnumerable<string> UrlProblem(IConfiguration configuration, string key, string remedy)
    {
        if (
            configuration[key] is { Length: > 0 } value
            && !(Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")
        )
        {
            yield return $"{key} is not an http(s) address. {remedy}, or remove it to send to the inbox.";
        }
    }

    private static IEnumerable<string> KeyProblem(IConfiguration configuration, string key)
    {
        if (
            configuration[key] is { Length: > 0 } value
            && !(Convert.TryFromBase64String(value, new byte[value.Length], out var bytes) && bytes >= MinKeyBytes)
        )
        {
            yield return $"{key} is not Base64 of at least {MinKeyBytes} bytes. Make one by 'openssl rand -base64 "
                + "32', or remove it to have one generated.";
        }
    }

    private static IEnumerable<string> PagerDutyProblem(IConfiguration configuration)
    {
        if (configuration[PagerDutyKey] is { Length: > 0 } value && !IntegrationKey().IsMatch(value))
        {
            yield return $"{PagerDutyKey} is no integration key: 32 letters and digits, of a service's "
                + "integration of type Events API v2. "
                + "Copy it from there, or remove it to send to the inbox.";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]{32}\z")]
    private static partial Regex IntegrationKey();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+\z")]
    private static partial Regex Password();
}
