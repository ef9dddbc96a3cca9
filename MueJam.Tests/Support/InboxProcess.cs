using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace MueJam.Tests.Support;

/// <summary>An inbox of a test class's own.</summary>
public sealed class InboxProcess : IAsyncLifetime
{
    private Process? _process;

    public int HttpPort { get; } = FreePort();

    public int SmtpPort { get; } = FreePort();

    public HttpClient Client { get; } = new();

    public async Task InitializeAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(Repository.Root, "monitoring", "inbox", "bin", configuration, "net10.0", "MueJam.Inbox.dll")]
        );
        start.Environment["ASPNETCORE_URLS"] = $"http://localhost:{HttpPort}";
        start.Environment["SMTP__PORT"] = $"{SmtpPort}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        _process = Process.Start(start);
        Client.BaseAddress = new Uri($"http://127.0.0.1:{HttpPort}");
        await Eventually.GetAsync(
            token => Client.GetAsync(new Uri("/health", UriKind.Relative), token),
            answer => answer.IsSuccessStatusCode
        );
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            await _process.EndAsync();
        }
    }

    /// <summary>Speaks SMTP as far as one message goes.</summary>
    /// <returns>The server's answer to the message.</returns>
    public async Task<string> MailAsync(string subject, string body, string to = "ops-team@muejam-library.com")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, SmtpPort);
        using var reader = new StreamReader(client.GetStream());
        using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await reader.ReadLineAsync();
        foreach (var line in new[] { "HELO test", "MAIL FROM:<alerts@muejam-library.com>", $"RCPT TO:<{to}>", "DATA" })
        {
            await writer.WriteLineAsync(line);
            await reader.ReadLineAsync();
        }

        await writer.WriteLineAsync(
            $"Subject: {subject}\r\nFrom: alerts@muejam-library.com\r\nContent-Type: text/html; "
                + $"charset=utf-8\r\n\r\n{body}\r\n."
        );
        return await reader.ReadLineAsync() ?? "";
    }

    /// <summary>An event of PagerDuty's.</summary>
    public static JsonObject Event(string action) =>
        new()
        {
            ["routing_key"] = new string('k', 32),
            ["event_action"] = action,
            ["dedup_key"] = "incident",
            ["payload"] = new JsonObject
            {
                ["summary"] = "[FIRING:1] One: it burns",
                ["source"] = "alertmanager",
                ["severity"] = "critical",
            },
        };

    /// <summary>Sends an event as Alertmanager would.</summary>
    public async Task PagerDutyAsync(string action)
    {
        using var answer = await Client.PostAsJsonAsync("/pagerduty/v2/enqueue", Event(action));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Sends a Slack message as Alertmanager would.</summary>
    public async Task SlackAsync(string title, string channel)
    {
        using var answer = await Client.PostAsJsonAsync(
            "/slack",
            new JsonObject
            {
                ["channel"] = channel,
                ["attachments"] = new JsonArray(new JsonObject { ["title"] = title }),
            }
        );
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What it shows, the newest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync() =>
        [.. (await Client.JsonAsync("/api/notifications")).AsArray().Select(n => n!)];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
