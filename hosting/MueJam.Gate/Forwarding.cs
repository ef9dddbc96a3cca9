using System.Net;
using System.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace MueJam.Gate;

/// <summary>
/// Hands requests on to the server behind the port that they came to, with the login that it asks for.
/// </summary>
/// <param name="settings">The servers.</param>
/// <param name="forwarder">Does it.</param>
internal sealed class Forwarding(GateSettings settings, IHttpForwarder forwarder) : IDisposable
{
    private readonly LoginTransformer _transformer = new(settings.Login);
    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        }
    );

    /// <summary>Forwards a request; says so in words when the server does not answer.</summary>
    public async Task RunAsync(HttpContext context)
    {
        var server = settings.ServerOf(context);
        var error = await forwarder.SendAsync(
            context,
            server.Address,
            _client,
            ForwarderRequestConfig.Empty,
            _transformer
        );
        if (
            error != ForwarderError.None
            && !context.Response.HasStarted
            && !context.RequestAborted.IsCancellationRequested
        )
        {
            await context.Response.WriteAsync(
                $"{server.Name} does not answer. Look at its row on the dashboard; as soon as it runs, this "
                    + "address works again.\n"
            );
        }
    }

    /// <summary>Asks the server behind for the page that a request asks for.</summary>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public Task<HttpResponseMessage> AskAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var address = new Uri(new Uri(settings.ServerOf(context).Address), context.Request.Path.Value);
        return _client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = settings.Login } },
            cancellationToken
        );
    }

    public void Dispose() => _client.Dispose();

    private sealed class LoginTransformer(AuthenticationHeaderValue login) : HttpTransformer
    {
        /// <summary>Alertmanager lets every site read.</summary>
        private const string CrossOrigin = "Access-Control-";

        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext,
            HttpRequestMessage proxyRequest,
            string destinationPrefix,
            CancellationToken cancellationToken
        )
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Authorization = login;
        }

        public override ValueTask<bool> TransformResponseAsync(
            HttpContext httpContext,
            HttpResponseMessage? proxyResponse,
            CancellationToken cancellationToken
        )
        {
            foreach (var name in CrossOriginHeaders(proxyResponse))
            {
                proxyResponse!.Headers.Remove(name);
            }

            return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }

        private static IReadOnlyList<string> CrossOriginHeaders(HttpResponseMessage? answer) =>
            [
                .. answer
                    ?.Headers.Select(header => header.Key)
                    .Where(name => name.StartsWith(CrossOrigin, StringComparison.OrdinalIgnoreCase))
                    ?? [],
            ];
    }
}
