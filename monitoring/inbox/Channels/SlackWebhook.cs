using System.Text.Json;

namespace MueJam.Inbox.Channels;

/// <summary>Slack's incoming webhook.</summary>
internal static class SlackWebhook
{
    public static void MapSlackWebhook(this IEndpointRouteBuilder routes) => routes.MapPost("/slack", ReceiveAsync);

    private static async Task<IResult> ReceiveAsync(HttpRequest request, NotificationStore store)
    {
        var (json, raw, error) = await WebhookBody.ReadAsync(request);
        if (error is not null)
        {
            return error;
        }

        JsonElement? attachments = json.Member("attachments") is { ValueKind: JsonValueKind.Array } array
            ? array
            : null;
        var text = json.Text("text");
        if (text is null && (attachments?.GetArrayLength() ?? 0) == 0)
        {
            return Results.Text("no_text", statusCode: StatusCodes.Status400BadRequest);
        }

        if (attachments?.EnumerateArray().Any(attachment => attachment.ValueKind != JsonValueKind.Object) is true)
        {
            return Results.Text("invalid_attachments", statusCode: StatusCodes.Status400BadRequest);
        }

        var first = attachments?.EnumerateArray().FirstOrDefault();
        var subject = first?.Text("title") ?? first?.Text("fallback") ?? text ?? "";
        var (status, alerts) = Headline.Parse(subject);
        store.Add(
            new Notification
            {
                Channel = "slack",
                Recipients = json.Text("channel") is { } channel ? [channel] : [],
                Status = status,
                Alerts = alerts,
                Subject = subject,
                Slack = new SlackContent(json.Text("channel"), json.Text("username"), text, attachments),
                Raw = raw,
            }
        );
        return Results.Text("ok");
    }
}
