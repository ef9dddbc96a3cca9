using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MueJam.Api.Errors;

/// <summary>Every error as problem details (RFC 9457) with a <c>code</c> that programs can tell apart.</summary>
public static class Problems
{
    /// <summary>The code of a request with invalid fields.</summary>
    public const string ValidationFailed = "validation_failed";

    /// <summary>Registers the handlers.</summary>
    /// <param name="builder">The API.</param>
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context =>
            {
                if (context.ProblemDetails is HttpValidationProblemDetails validation)
                {
                    // Fields are named as in the JSON.
                    validation.Errors = validation.Errors.ToDictionary(
                        error => JsonNamingPolicy.SnakeCaseLower.ConvertName(error.Key),
                        error => error.Value
                    );
                    validation.Extensions.TryAdd("code", ValidationFailed);
                }

                // As it is in the log and on the dashboard.
                context.ProblemDetails.Extensions.Remove("traceId");
                if (Activity.Current is { } request)
                {
                    context.ProblemDetails.Extensions["trace_id"] = request.TraceId.ToHexString();
                }

                context.ProblemDetails.Extensions.TryAdd(
                    "code",
                    Code(context.ProblemDetails.Status ?? StatusCodes.Status500InternalServerError)
                );
            }
        );
        builder.Services.AddExceptionHandler<ExceptionProblems>();
        UnreadableRequests.Add(builder);
        // In every environment, so that a body that cannot be read is answered alike.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    /// <summary>Gives every error that has no body yet its problem details.</summary>
    /// <param name="app">The API.</param>
    public static void UseProblems(this WebApplication app)
    {
        var problems = app.Services.GetRequiredService<IProblemDetailsService>();
        app.UseExceptionHandler();
        // Not UseStatusCodePages: it costs every request that is no error.
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (
                    context.Response is
                    { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null }
                )
                {
                    await problems.TryWriteAsync(
                        new ProblemDetailsContext
                        {
                            HttpContext = context,
                            ProblemDetails = { Status = context.Response.StatusCode },
                        }
                    );
                }
            }
        );
    }

    /// <summary>An error answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">What programs tell it by.</param>
    /// <param name="detail">What people read.</param>
    public static IResult Problem(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    /// <summary>What was asked for does not exist, or is not for the one who asks.</summary>
    /// <param name="what">Its kind, such as story.</param>
    public static IResult NotFound(string what) => Problem(404, $"{what}_not_found", $"There is no such {what}.");

    /// <summary>The owner alone may do that.</summary>
    /// <param name="what">Its kind, such as story.</param>
    public static IResult NotYours(string what) =>
        Problem(403, "not_the_owner", $"Only its author may change this {what}.");

    /// <summary>A key that came with another request.</summary>
    public static IResult KeyReused() =>
        Problem(422, "idempotency_key_reused", "Something else was posted with that Idempotency-Key.");

    internal static string Code(int status) =>
        ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant().Replace(' ', '_');
}
