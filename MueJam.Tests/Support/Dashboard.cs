using System.Text.Json.Nodes;
using MueJam.Tests.Support.PromQl;

namespace MueJam.Tests.Support;

/// <summary>A dashboard file.</summary>
internal sealed class Dashboard
{
    private Dashboard(string file) => Json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();

    public static string Folder { get; } = Path.Combine(Repository.Root, "monitoring", "grafana", "dashboards");

    /// <summary>The files' names, without <c>.json</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];

    public static IReadOnlyList<Dashboard> All { get; } = [.. Names.Select(Load)];

    public JsonObject Json { get; }

    public string Uid => Json["uid"]!.GetValue<string>();

    public string Title => Json["title"]!.GetValue<string>();

    public IReadOnlyList<JsonObject> Variables =>
        [.. Json["templating"]!["list"]!.AsArray().Select(variable => variable!.AsObject())];

    public IReadOnlyList<JsonObject> Annotations =>
        [.. Json["annotations"]!["list"]!.AsArray().Select(annotation => annotation!.AsObject())];

    /// <summary>Rows and panels, those of collapsed rows too.</summary>
    public IReadOnlyList<JsonObject> Everything => [.. Flat(Json["panels"]!.AsArray())];

    public IReadOnlyList<Panel> Panels =>
        [.. Everything.Where(panel => panel["type"]!.GetValue<string>() != "row").Select(panel => new Panel(panel))];

    public static Dashboard Load(string name) => new(Path.Combine(Folder, $"{name}.json"));

    public JsonObject Variable(string name) =>
        Variables.Single(variable => variable["name"]!.GetValue<string>() == name);

    private static IEnumerable<JsonObject> Flat(JsonArray panels) =>
        panels.SelectMany(panel => Flat(panel!["panels"]?.AsArray() ?? []).Prepend(panel!.AsObject()));

    /// <summary>A panel.</summary>
    internal sealed class Panel(JsonObject json)
    {
        public JsonObject Json { get; } = json;

        public string Title => Json["title"]?.GetValue<string>() ?? "";

        public string Type => Json["type"]!.GetValue<string>();

        public string Unit => Json["fieldConfig"]?["defaults"]?["unit"]?.GetValue<string>() ?? "";

        public IReadOnlyList<Target> Targets =>
            [.. (Json["targets"]?.AsArray() ?? []).Select(target => new Target(target!.AsObject()))];

        /// <summary>The alerts whose runbooks it links.</summary>
        public IReadOnlyList<string> Runbooks =>
            [
                .. (Json["links"]?.AsArray() ?? [])
                    .Select(link => link!["url"]!.GetValue<string>())
                    .Where(url => url.StartsWith("${runbooks:raw}/", StringComparison.Ordinal))
                    .Select(url => Path.GetFileNameWithoutExtension(url)),
            ];

        /// <summary>Where the colour changes: the value and the colours below and from it on.</summary>
        public IReadOnlyList<(double Value, string Below, string From)> Thresholds
        {
            get
            {
                var steps = Json["fieldConfig"]?["defaults"]?["thresholds"]?["steps"]?.AsArray() ?? [];
                return
                [
                    .. steps.Zip(
                        steps.Skip(1),
                        (below, from) =>
                            (
                                from!["value"]!.GetValue<double>(),
                                below!["color"]!.GetValue<string>(),
                                from["color"]!.GetValue<string>()
                            )
                    ),
                ];
            }
        }

        public override string ToString() => $"'{Title}'";
    }

    /// <summary>A question to Prometheus.</summary>
    internal sealed class Target(JsonObject json)
    {
        public JsonObject Json { get; } = json;

        public string Expression => Json["expr"]?.GetValue<string>() ?? "";

        public string Legend => Json["legendFormat"]?.GetValue<string>() ?? "";

        public bool IsInstant => Json["instant"]?.GetValue<bool>() == true;

        public PromNode Parsed => PromParser.Parse(Expression);

        public override string ToString() => Expression;
    }
}
