using MueJam.Operations.Servers;
using MueJam.Startup.Configuration;

namespace MueJam.AppHost.Logins;

/// <summary>
/// The login of Prometheus and Alertmanager, which check neither name nor origin of who asks for a change, and that of
/// the scraper.
/// </summary>
internal static class MonitoringLogin
{
    /// <summary>As <c>prometheus.yml</c> names it.</summary>
    public const string User = "monitoring";

    /// <summary>As the API and <c>prometheus.yml</c> name it.</summary>
    private const string MetricsUser = "metrics";

    private const int PasswordLength = 32;

    /// <summary>
    /// Servers look at the password with every request: cheap to try, and out of reach when it is random and so long.
    /// </summary>
    private const int WorkFactor = 5;

    /// <summary>The login; its password is from the configuration key, else generated once and kept.</summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="key">The configuration key.</param>
    public static ServerLogin AddMonitoringLogin(
        this IDistributedApplicationBuilder builder,
        string name,
        string key
    ) => new(User, builder.AddSecret(name, key, PasswordLength).Resource);

    /// <summary>
    /// The login by which the API's metrics are read: whoever has it shares no quota with others of the same address.
    /// </summary>
    /// <param name="builder">The model.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="key">The configuration key.</param>
    public static ServerLogin AddMetricsLogin(this IDistributedApplicationBuilder builder, string name, string key) =>
        new(MetricsUser, builder.AddSecret(name, key, PasswordLength).Resource);

    /// <summary>Gives a project the login by which its metrics are read.</summary>
    /// <param name="project">The project.</param>
    /// <param name="login">The login.</param>
    /// <remarks>Not when it is published: the password is not known to Prometheus then.</remarks>
    public static IResourceBuilder<ProjectResource> WithMetricsLogin(
        this IResourceBuilder<ProjectResource> project,
        ServerLogin login
    )
    {
        project.WithAnnotation(new LoginAnnotation(login));
        return project.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? project
            : project.WithEnvironment("Metrics__Password", login.Password);
    }

    /// <summary>The login that a server asks for; null when it asks for none.</summary>
    public static ServerLogin? Of(IResource server) =>
        server.TryGetLastAnnotation<LoginAnnotation>(out var found) ? found.Login : null;

    /// <summary>What the servers' <c>--web.config.file</c> reads: the password's hash, never the password.</summary>
    public static async Task<string> WebConfigurationAsync(ServerLogin login, CancellationToken cancellationToken)
    {
        var password = await login.Password.GetValueAsync(cancellationToken);
        return $"basic_auth_users:\n  {login.User}: '{BCrypt.Net.BCrypt.HashPassword(password, WorkFactor)}'\n";
    }
}
