using System.Text.Json;

namespace MueJam.Inbox.Channels;

/// <summary>PagerDuty's Events API v2, with the answers and the checks of the real one.</summary>
internal static class PagerDutyEvents
{
    private const int RoutingKeyLength = 32;
    private static readonly string[] RequiredPayload = ["summary", "source"];

    public static void MapPagerDutyEvents(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/pagerduty/v2/enqueue", ReceiveAsync);

    private static async Task<IResult> ReceiveAsync(HttpRequest request, NotificationStore store)
    {
        var (json, raw, error) = await WebhookBody.ReadAsync(request);
        if (error is not null)
        {
            return error;
        }

        var action = json.Text("event_action");
        var payload = json.Member("payload") ?? default;
        var errors = Validate(json, action, payload);
        if (errors.Count > 0)
        {
            return Results.Json(
                new
                {
                    status = "invalid event",
                    message = "Event object is invalid",
                    errors,
                },
                statusCode: StatusCodes.Status400BadRequest
            );
        }

        var dedupKey = json.Text("dedup_key") ?? Guid.NewGuid().ToString("N");
        var summary = payload.Text("summary");
        store.Add(
            new Notification
            {
                Channel = "pagerduty",
                Recipients = ["PagerDuty"],
                Status = action switch
                {
                    "trigger" => "firing",
                    "resolve" => "resolved",
                    _ => null,
                },
                Alerts = Headline.Parse(summary).Alerts,
                Subject = summary ?? $"{action} {dedupKey}",
                PagerDuty = new PagerDutyContent(
                    action!,
                    dedupKey,
                    payload.Text("severity"),
                    summary,
                    payload.Text("source"),
                    payload.Text("component"),
                    payload.Text("class"),
                    json.Text("client_url"),
                    payload.Member("custom_details")
                ),
                Raw = raw,
            }
        );
        return Results.Json(
            new
            {
                status = "success",
                message = "Event processed",
                dedup_key = dedupKey,
            },
            statusCode: StatusCodes.Status202Accepted
        );
    }

    private static List<string> Validate(JsonElement json, string? action, JsonElement payload)
    {
        List<string> errors = [];
        if (json.Text("routing_key") is not { Length: RoutingKeyLength })
        {
            errors.Add($"'routing_key' must be {RoutingKeyLength} characters long");
        }

        if (action is not ("trigger" or "acknowledge" or "resolve"))
        {
            errors.Add("'event_action' must be one of trigger, acknowledge, resolve");
        }

        if (action is "acknowledge" or "resolve" && json.Text("dedup_key") is null)
        {
            errors.Add($"'dedup_key' is required to {action}");
        }

        if (action is "trigger")
        {
            errors.AddRange(
                RequiredPayload
                    .Where(name => string.IsNullOrEmpty(payload.Text(name)))
                    .Select(name => $"'payload.{name}' is missing or blank")
            );
            if (payload.Text("severity") is not ("critical" or "error" or "warning" or "info"))
            {
                errors.Add("'payload.severity' must be one of critical, error, warning, info");
            }
        }

        return errors;
    }
}
