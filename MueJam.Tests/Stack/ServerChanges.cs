namespace MueJam.Tests.Stack;

/// <summary>Every way to change something in Prometheus and Alertmanager.</summary>
internal static class ServerChanges
{
    private const string Silence = """
        {"matchers":[{"name":"alertname","value":"OfTheGate","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z",
         "endsAt":"2099-01-01T00:00:00Z","createdBy":"a test","comment":"of the gate"}
        """;

    private const string Alerts =
        """[{"labels":{"alertname":"OfTheGate","severity":"none"},"endsAt":"2026-01-01T00:00:00Z"}]""";

    /// <summary>A silence that there is not.</summary>
    public const string NoSilence = "/api/v2/silence/00000000-0000-0000-0000-000000000000";

    /// <summary>The API that deletes and copies.</summary>
    public const string Admin = "/api/v1/admin/tsdb";

    /// <summary>Every way to change something, by the server: method, path and body.</summary>
    private static readonly (string Server, string Method, string Path, string? Json)[] Changes =
    [
        ("prometheus", "POST", "/-/reload", null),
        ("prometheus", "PUT", "/-/reload", null),
        ("prometheus", "POST", "/-/quit", null),
        ("prometheus", "PUT", "/-/quit", null),
        ("prometheus", "POST", $"{Admin}/delete_series?match[]=no_such_metric", null),
        ("prometheus", "PUT", $"{Admin}/delete_series?match[]=no_such_metric", null),
        ("prometheus", "POST", $"{Admin}/clean_tombstones", null),
        ("prometheus", "PUT", $"{Admin}/clean_tombstones", null),
        ("prometheus", "POST", $"{Admin}/snapshot", null),
        ("prometheus", "PUT", $"{Admin}/snapshot", null),
        ("alertmanager", "POST", "/-/reload", null),
        ("alertmanager", "POST", "/api/v2/silences", Silence),
        ("alertmanager", "DELETE", NoSilence, null),
        ("alertmanager", "POST", "/api/v2/alerts", Alerts),
    ];

    /// <summary>Those that are wanted, for a theory.</summary>
    public static TheoryData<string, string, string, string?> Of(
        Func<(string Server, string Method, string Path, string? Json), bool> wanted
    )
    {
        var table = new TheoryData<string, string, string, string?>();
        foreach (var (server, method, path, json) in Changes.Where(wanted))
        {
            table.Add(server, method, path, json);
        }

        return table;
    }

    /// <summary>It is for the operations alone.</summary>
    public static bool IsClosed(string path) => path == "/-/quit" || path.StartsWith(Admin, StringComparison.Ordinal);
}
