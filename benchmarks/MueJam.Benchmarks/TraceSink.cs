using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MueJam.Benchmarks;

/// <summary>Takes what the servers export by OTLP, and forgets it.</summary>
internal static class TraceSink
{
    public static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var sink = builder.Build();
        sink.Urls.Add("http://127.0.0.1:0");
        sink.MapPost(
            "/v1/{signal}",
            (HttpContext context) => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted)
        );
        await sink.StartAsync();
        return sink;
    }
}
