using System.Text;
using System.Text.Json;

namespace MueJam.Inbox.Channels;

/// <summary>Reads a webhook's JSON object, or says in HTTP's terms why it is none.</summary>
internal static class WebhookBody
{
    /// <summary>Less than a list of notifications may be deep, which holds the object some levels down.</summary>
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>Either the object with its text, or the answer to give.</summary>
    public static async Task<(JsonElement Json, string Raw, IResult? Error)> ReadAsync(HttpRequest request)
    {
        // A form, which a page of another site may send without asking, is never JSON.
        if (!request.HasJsonContentType())
        {
            return (
                default,
                "",
                Results.Problem(
                    "The content type is not application/json.",
                    statusCode: StatusCodes.Status415UnsupportedMediaType
                )
            );
        }

        string raw;
        try
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            raw = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException e)
        {
            // Kestrel's limit on the body, or a body that broke off.
            return (default, "", Results.Problem(e.Message, statusCode: e.StatusCode));
        }

        try
        {
            using var document = JsonDocument.Parse(raw, Options);
            using var written = new Utf8JsonWriter(Stream.Null);
            document.WriteTo(written);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (document.RootElement.Clone(), raw, null)
                : (
                    default,
                    raw,
                    Results.Problem("The body is not a JSON object.", statusCode: StatusCodes.Status400BadRequest)
                );
        }
        catch (JsonException e)
        {
            return (
                default,
                raw,
                Results.Problem($"The body is not JSON: {e.Message}", statusCode: StatusCodes.Status400BadRequest)
            );
        }
        catch (InvalidOperationException e)
        {
            // Half a surrogate pair can be read, but neither taken as a text nor written again.
            return (
                default,
                raw,
                Results.Problem(
                    $"The JSON holds what is no text: {e.Message}",
                    statusCode: StatusCodes.Status400BadRequest
                )
            );
        }
    }

    /// <summary>A member's text, or null where it is absent or of another type.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
