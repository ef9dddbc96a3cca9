using MueJam.AppHost.Health;
using MueJam.AppHost.Logins;
using MueJam.Operations.Servers;

namespace MueJam.AppHost.Monitoring;

/// <summary>What Prometheus and Alertmanager have in common: their web server.</summary>
internal static class WebServerExtensions
{
    private const string WebFolder = "/etc/web-configuration";

    /// <summary>Has the server ask for a login, whoever comes and for whatever.</summary>
    /// <param name="server">The server.</param>
    /// <param name="login">The login.</param>
    /// <remarks>
    /// Not when it is published: the password is not known then, and no value of it may be in a file.
    /// </remarks>
    public static IResourceBuilder<T> WithWebLogin<T>(this IResourceBuilder<T> server, ServerLogin login)
        where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(login);
        server.WithAnnotation(new LoginAnnotation(login));
        return server.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? server
            : server
                .WithArgs($"--web.config.file={WebFolder}/web.yml")
                .WithContainerFiles(
                    WebFolder,
                    async (_, token) =>
                        [
                            ContainerFiles.SecretFile(
                                "web.yml",
                                await MonitoringLogin.WebConfigurationAsync(login, token)
                            ),
                        ],
                    defaultOwner: ContainerFiles.Nobody,
                    defaultGroup: ContainerFiles.Nobody
                );
    }

    /// <summary>Healthy while the server says that it is ready; asked with its login, if it has one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="endpoint">Its HTTP API.</param>
    public static IResourceBuilder<T> WithReadyCheck<T>(this IResourceBuilder<T> server, EndpointReference endpoint)
        where T : ContainerResource => server.WithHealthCheck(clients => new ReadyHealthCheck(endpoint, clients));
}
