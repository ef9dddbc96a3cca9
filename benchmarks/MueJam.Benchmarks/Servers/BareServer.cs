using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MueJam.Api.Data;
using MueJam.Api.Stories;
using Npgsql;
using StackExchange.Redis;

namespace MueJam.Benchmarks.Servers;

/// <summary>The least that gives the same answer: no middleware, no telemetry, no limits.</summary>
internal static class BareServer
{
    /// <summary>The same bytes each time.</summary>
    public const string Bytes = "/bytes";

    /// <summary>The bytes of a key in Redis.</summary>
    public const string Redis = "/redis/";

    /// <summary>A row of the database by a prepared statement.</summary>
    public const string Row = "/row/";

    /// <summary>The length of what <see cref="Bytes"/> answers.</summary>
    public const string LengthKey = "Benchmark:Bytes";

    private const string Sql = """
        SELECT s.id, s.slug, s.title, s.blurb, s.author, s.tags, s.created_at, s.updated_at, s.published_at
        FROM stories s WHERE s.slug = $1 AND s.deleted_at IS NULL
        """;

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
        );
        var app = builder.Build();
        var bytes = new byte[app.Configuration.GetValue(LengthKey, 500)];
        Array.Fill(bytes, (byte)' ');
        app.MapGet(Bytes, context => AnswerAsync(context, bytes));

        var redis = ConnectionMultiplexer.Connect(app.Configuration.GetConnectionString("redis")!).GetDatabase();
        app.MapGet(
            $"{Redis}{{key}}",
            async (string key, HttpContext context) =>
                await AnswerAsync(context, (byte[])(await redis.StringGetAsync(key))!)
        );

        var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(app.Configuration.GetConnectionString(DataServices.Primary))
            {
                MinPoolSize = 10,
                MaxPoolSize = 50,
                MaxAutoPrepare = 10,
                AutoPrepareMinUsages = 2,
            }
        );
        app.MapGet(
            $"{Row}{{slug}}",
            async (string slug, CancellationToken token) =>
            {
                await using var command = source.CreateCommand(Sql);
                command.Parameters.Add(new NpgsqlParameter { Value = slug });
                await using var row = await command.ExecuteReaderAsync(token);
                await row.ReadAsync(token);
                return Results.Ok(
                    new Story(
                        row.GetInt64(0),
                        row.GetString(1),
                        row.GetString(2),
                        row.GetString(3),
                        row.GetString(4),
                        row.GetFieldValue<string[]>(5),
                        Story.Published,
                        row.GetDateTime(6),
                        row.GetDateTime(7),
                        row.GetDateTime(8)
                    )
                );
            }
        );
        return app;
    }

    private static Task AnswerAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
