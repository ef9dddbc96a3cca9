using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace MueJam.Api.Errors;

/// <summary>
/// What the server refuses before the API sees it, such as a path with %00, is a problem with a body like every other.
/// Kestrel has no other place for it than its event, and what it answers then by itself has no body: that is not sent.
/// </summary>
internal sealed class UnreadableRequests : DiagnosticSource
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private static readonly CompositeFormat Head = CompositeFormat.Parse(
        "HTTP/1.1 {0} {1}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: "
            + "{2}\r\nDate: {3:R}\r\n\r\n"
    );

    /// <summary>Listens to Kestrel alone: a listener of the host's own would cost every request.</summary>
    /// <param name="builder">The API.</param>
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DiagnosticSource, UnreadableRequests>();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint =>
                endpoint.Use(next =>
                    connection =>
                    {
                        connection.Transport = new Connection(connection.Transport);
                        return next(connection);
                    }
                )
            )
        );
    }

    public override bool IsEnabled(string name) => name == BadRequest;

    public override void Write(string name, object? value)
    {
        if (
            value is IFeatureCollection features
            && features.Get<IConnectionTransportFeature>()?.Transport is Connection connection
            && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException refused
            && features.Get<IHttpResponseFeature>() is { HasStarted: false }
        )
        {
            connection.Answer(Answer(refused.StatusCode));
        }
    }

    private static byte[] Answer(int status)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Title = ReasonPhrases.GetReasonPhrase(status),
            Detail = "The request cannot be read.",
            Extensions = { ["code"] = status == 400 ? "malformed_request" : Problems.Code(status) },
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, JsonSerializerOptions.Web);
        var (culture, now) = (CultureInfo.InvariantCulture, DateTime.UtcNow);
        var head = string.Format(culture, Head, status, problem.Title, body.Length, now);
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>
    /// A connection whose last answer may be given past Kestrel: what Kestrel writes from then on goes nowhere.
    /// </summary>
    private sealed class Connection(IDuplexPipe transport) : PipeWriter, IDuplexPipe
    {
        private ArrayBufferWriter<byte>? _nowhere;

        public PipeReader Input => transport.Input;

        public PipeWriter Output => this;

        public override bool CanGetUnflushedBytes => transport.Output.CanGetUnflushedBytes;

        public override long UnflushedBytes => transport.Output.UnflushedBytes;

        private IBufferWriter<byte> Writer => (IBufferWriter<byte>?)_nowhere ?? transport.Output;

        /// <summary>Writes it; Kestrel's next flush sends it.</summary>
        public void Answer(byte[] answer)
        {
            transport.Output.Write(answer);
            _nowhere = new ArrayBufferWriter<byte>();
        }

        public override void Advance(int bytes) => Writer.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => Writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => Writer.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            transport.Output.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => transport.Output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => transport.Output.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) =>
            transport.Output.CompleteAsync(exception);
    }
}
