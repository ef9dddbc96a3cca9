using System.Net;
using System.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace MueJam.Gate;

/// <summary>Hands requests on to the server behind the port that they came to, with the login that it asks for.</summary>
/// <param name="settings">The servers.</param>
/// <param name="forwarder">Does it.</param>
internal sealed class Forwarding(GateSettings settings, IHttpForwarder forwarder) : IDisposable
{
    private readonly Dictionary<int, GatedServer> _servers = settings.Servers.ToDictionary(server => server.Port);
    private readonly LoginTransformer _transformer = new(settings.Login);
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    /// <summary>Forwards a request; says so in words when the server does not answer.</summary>
    public async Task RunAsync(HttpContext context)
    {
        var server = _servers[context.Connection.LocalPort];
        var error = await forwarder.SendAsync(context, server.Address, _client, ForwarderRequestConfig.Empty, _transformer);
        if (error != ForwarderError.None && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(
                $"{server.Name} does not answer. Look at its row on the dashboard; as soon as it runs, this address works again.\n");
        }
    }

    public void Dispose() => _client.Dispose();

    private sealed class LoginTransformer(AuthenticationHeaderValue login) : HttpTransformer
    {
        /// <summary>Alertmanager lets every site read.</summary>
        private const string CrossOrigin = "Access-Control-";

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Authorization = login;
        }

        public override ValueTask<bool> TransformResponseAsync(
            HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            foreach (var name in CrossOriginHeaders(proxyResponse))
            {
                proxyResponse!.Headers.Remove(name);
            }

            return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }

        private static IReadOnlyList<string> CrossOriginHeaders(HttpResponseMessage? answer)
            => [.. answer?.Headers.Select(header => header.Key).Where(name => name.StartsWith(CrossOrigin, StringComparison.OrdinalIgnoreCase)) ?? []];
    }
}
