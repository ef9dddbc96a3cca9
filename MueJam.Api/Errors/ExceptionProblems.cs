using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using MueJam.Api.Data;
using MueJam.Api.Validation;
using Npgsql;

namespace MueJam.Api.Errors;

/// <summary>What an exception is answered by.</summary>
internal sealed class ExceptionProblems(IProblemDetailsService problems, ILogger<ExceptionProblems> logger)
    : IExceptionHandler
{
    private const string DatabaseRetrySeconds = "5";
    private const string PoolRetrySeconds = "1";
    private const int MaxPath = 100;

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (httpContext.RequestAborted.IsCancellationRequested && exception is OperationCanceledException)
        {
            // Nobody is there to read an answer.
            return true;
        }

        var details = Details(exception);
        httpContext.Response.StatusCode = details.Status!.Value;
        if (details.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter =
                exception is PoolExhaustedException ? PoolRetrySeconds : DatabaseRetrySeconds;
            logger.LogWarning("Answered 503: {Reason}", exception.Message);
        }
        else if (details.Status == StatusCodes.Status500InternalServerError)
        {
            logger.LogError(exception, "A request failed");
        }
        else if (exception is PostgresException refused)
        {
            // The client is told, but the statement should have known.
            logger.LogWarning(
                "Answered {Status}: the database refused it with {SqlState}",
                details.Status,
                refused.SqlState
            );
        }

        return await problems.TryWriteAsync(
            new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = details }
        );
    }

    private static ProblemDetails Details(Exception exception) =>
        exception switch
        {
            InvalidFieldException invalid => new HttpValidationProblemDetails(
                new Dictionary<string, string[]> { [invalid.Field] = [invalid.Rule] }
            )
            {
                Status = 400,
            },
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Of(
                413,
                "payload_too_large",
                "The body is larger than 512 KB."
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Of(
                415,
                "unsupported_media_type",
                "The body must be application/json."
            ),
            BadHttpRequestException
            {
                InnerException: JsonException { Path: { Length: > 1 and <= MaxPath } path }
            } bad => Of(bad.StatusCode, "malformed_request", $"The body does not have the documented shape at {path}."),
            BadHttpRequestException bad => Of(
                bad.StatusCode,
                "malformed_request",
                "The request cannot be read: a JSON object of the documented shape is expected."
            ),
            PoolExhaustedException => Of(
                503,
                "database_busy",
                "Every connection to the database is in use. Try again in a second."
            ),
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Of(
                503,
                "database_timeout",
                "The database took too long. Try again in a few seconds."
            ),
            // Class 22: data that is no value of its type.
            PostgresException { SqlState: ['2', '2', ..] } => Of(
                400,
                Problems.ValidationFailed,
                "The request holds a value that cannot be stored."
            ),
            PostgresException
            {
                SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation
            } => Of(
                409,
                "conflict",
                "Another request changed the same thing at the same moment. Read it again, then try again."
            ),
            _ when DatabaseFailures.IsUnavailable(exception) => Of(
                503,
                "database_unavailable",
                "The database does not answer. Try again in a few seconds."
            ),
            _ => Of(500, "internal_error", "The request failed for a reason that is not its own. It was logged."),
        };

    private static ProblemDetails Of(int status, string code, string detail) =>
        new()
        {
            Status = status,
            Detail = detail,
            Extensions = { ["code"] = code },
        };
}
