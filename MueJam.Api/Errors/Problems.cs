using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace MueJam.Api.Errors;

/// <summary>Every error as problem details (RFC 9457) with a <c>code</c> that programs can tell apart.</summary>
public static class Problems
{
    /// <summary>Registers the handlers.</summary>
    /// <param name="builder">The API.</param>
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("code", Code(context.ProblemDetails.Status ?? StatusCodes.Status500InternalServerError)));
        builder.Services.AddExceptionHandler<ExceptionProblems>();
        // In every environment, so that a body that cannot be read is answered alike.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    /// <summary>An error answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">What programs tell it by.</param>
    /// <param name="detail">What people read.</param>
    public static IResult Problem(int status, string code, string detail)
        => Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    /// <summary>Invalid fields, each with what is wrong.</summary>
    /// <param name="errors">Field names and messages.</param>
    public static IResult Invalid(IDictionary<string, string[]> errors)
        => Results.ValidationProblem(errors, extensions: new Dictionary<string, object?> { ["code"] = "validation_failed" });

    private static string Code(int status) => ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant().Replace(' ', '_');

    private sealed class ExceptionProblems(IProblemDetailsService problems, ILogger<ExceptionProblems> logger) : IExceptionHandler
    {
        private const string RetryAfterSeconds = "5";

        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            var (status, code, detail) = exception switch
            {
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (413, "body_too_large", "The body is larger than 256 KB."),
                BadHttpRequestException bad => (bad.StatusCode, "malformed_request", "The request cannot be read: a JSON object of the documented shape is expected."),
                NpgsqlException { IsTransient: true } or TimeoutException => (503, "database_unavailable", "The database does not answer. Try again in a few seconds."),
                PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow } => (503, "database_unavailable", "The database does not answer. Try again in a few seconds."),
                _ => (500, "internal_error", "The request failed for a reason that is not its own. It was logged."),
            };
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
                logger.LogWarning("The database does not answer: {Reason}", exception.Message);
            }
            else if (status == StatusCodes.Status500InternalServerError)
            {
                logger.LogError(exception, "A request failed");
            }

            httpContext.Response.StatusCode = status;
            return await problems.TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = httpContext,
                ProblemDetails = new ProblemDetails { Status = status, Detail = detail, Extensions = { ["code"] = code } },
            });
        }
    }
}
