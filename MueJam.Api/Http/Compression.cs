using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace MueJam.Api.Http;

/// <summary>Answers are compressed for clients that ask for it (<c>Accept-Encoding</c>).</summary>
public static class Compression
{
    /// <summary>Registers it.</summary>
    /// <param name="builder">The API.</param>
    public static void AddCompression(this WebApplicationBuilder builder)
    {
        builder.Services.AddResponseCompression(options =>
        {
            // No answer holds a secret beside what a request says (BREACH).
            options.EnableForHttps = true;
            options.MimeTypes = ["application/json", "application/problem+json", "text/html", "text/plain"];
        });
        // Each answer is compressed anew: the time counts more than the last bytes.
        builder.Services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }
}
