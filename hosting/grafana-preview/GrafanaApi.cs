using System.Text.Json.Nodes;

namespace MueJam.GrafanaPreview;

/// <summary>
/// The part of Grafana's HTTP API that this repository uses, under the same paths and with the same shapes.
/// </summary>
internal static class GrafanaApi
{
    public static void MapGrafanaApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/health", () => new { database = "ok", version = "preview" });
        routes.MapGet("/api/search", Search);
        routes.MapGet(
            "/api/dashboards/uid/{uid}",
            (string uid, DashboardStore store) =>
                Find(store, uid) is { } board ? Results.Json(Detail(board)) : NotFound()
        );
        routes.MapPost("/api/dashboards/db", Save);
        routes.MapDelete(
            "/api/dashboards/uid/{uid}",
            (string uid, DashboardStore store) =>
                Attempt(() =>
                    store.Delete(uid) ? Results.Json(new { message = $"Dashboard {uid} deleted", uid }) : NotFound()
                )
        );
        routes.MapGet("/api/folders", (DashboardStore store) => store.Read().Folders);
        routes.MapPost(
            "/api/folders",
            (JsonObject body, DashboardStore store) =>
                store.AddFolder((string?)body["uid"], (string?)body["title"] ?? "")
        );
        routes.MapGet("/api/datasources", (Provisioning provisioning) => provisioning.DataSources.Select(Detail));
        routes.MapGet(
            "/api/datasources/uid/{uid}",
            (string uid, Provisioning provisioning) =>
                provisioning.DataSources.FirstOrDefault(s => s.Uid == uid) is { } source
                    ? Results.Json(Detail(source))
                    : NotFound("Data source")
        );

        // The page's own: what it needs at once, and the files that it cannot show.
        routes.MapGet(
            "/api/preview",
            (DashboardStore store) =>
            {
                var boards = store.Read();
                return new
                {
                    home = store.HomeUid(boards),
                    dashboards = boards.Dashboards.Select(Entry),
                    problems = boards.Problems,
                };
            }
        );

        // Prometheus scrapes Grafana: its job is up here too.
        routes.MapGet(
            "/metrics",
            (DashboardStore store) =>
                Results.Text(
                    $"""
                    # HELP grafana_build_info The preview that stands for Grafana.
                    # TYPE grafana_build_info gauge
                    grafana_build_info{"{"}version="preview"{"}"} 1
                    # HELP grafana_stat_totals_dashboard Dashboards that can be shown.
                    # TYPE grafana_stat_totals_dashboard gauge
                    grafana_stat_totals_dashboard {store.Read().Dashboards.Count}

                    """,
                    "text/plain; version=0.0.4; charset=utf-8"
                )
        );
    }

    private static IEnumerable<object> Search(DashboardStore store, string? type, string? query) =>
        type == "dash-folder"
            ? store
                .Read()
                .Folders.Select(f => new
                {
                    f.Uid,
                    f.Title,
                    type,
                    url = $"/dashboards/f/{f.Uid}",
                })
            : store
                .Read()
                .Dashboards.Where(b => b.Title.Contains(query ?? "", StringComparison.OrdinalIgnoreCase))
                .Select(Entry);

    private static object Entry(Dashboard board) =>
        new
        {
            board.Uid,
            board.Title,
            board.Url,
            type = "dash-db",
            board.Tags,
            folderUid = board.Folder?.Uid,
            folderTitle = board.Folder?.Title,
        };

    private static object Detail(DataSource source) =>
        new
        {
            source.Uid,
            source.Name,
            source.Type,
            access = "proxy",
            source.Url,
            source.IsDefault,
            source.BasicAuth,
            source.BasicAuthUser,
            source.JsonData,
            readOnly = true,
        };

    private static object Detail(Dashboard board) =>
        new
        {
            dashboard = board.Model,
            meta = new
            {
                type = "db",
                slug = Slug.Of(board.Title),
                board.Url,
                folderUid = board.Folder?.Uid ?? "",
                folderTitle = board.Folder?.Title ?? "General",
                provisioned = board.IsProvisioned,
                provisionedExternalId = board.IsProvisioned ? Path.GetFileName(board.File) : "",
            },
        };

    private static IResult Save(JsonObject body, DashboardStore store) =>
        Attempt(() =>
        {
            var board = store.Save(
                body["dashboard"] as JsonObject ?? throw new InvalidDataException("bad request data"),
                (string?)body["folderUid"],
                (bool?)body["overwrite"] ?? false
            );
            return Results.Json(
                new
                {
                    board.Uid,
                    board.Url,
                    status = "success",
                    slug = Slug.Of(board.Title),
                    version = 1,
                }
            );
        });

    private static Dashboard? Find(DashboardStore store, string uid) =>
        store.Read().Dashboards.FirstOrDefault(b => b.Uid == uid);

    private static IResult NotFound(string what = "Dashboard") =>
        Results.Json(new { message = $"{what} not found" }, statusCode: StatusCodes.Status404NotFound);

    private static IResult Attempt(Func<IResult> change)
    {
        try
        {
            return change();
        }
        catch (InvalidDataException e)
        {
            return Results.Json(new { message = e.Message }, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
