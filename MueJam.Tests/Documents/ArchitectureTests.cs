using System.Xml.Linq;

namespace MueJam.Tests.Documents;

/// <summary>Holds the code to the table of docs/architecture.md: which project and which room may use which.</summary>
public sealed class ArchitectureTests
{
    /// <summary>The folder of each project by its name.</summary>
    private static readonly Dictionary<string, string> Projects = Directory
        .EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Path.GetDirectoryName(file)!);

    private static readonly List<Row> Table =
    [
        .. from line in File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
        let cells = line.Split('|', StringSplitOptions.TrimEntries)
        where cells.Length == 6 && cells[1].StartsWith("`MueJam.", StringComparison.Ordinal)
        select new Row(Names(cells[1]).Single(), Names(cells[3]), Names(cells[4])),
    ];

    public static TheoryData<string> ProjectNames => [.. Projects.Keys.Order()];

    [Fact]
    public void The_table_has_every_project_once() =>
        Assert.Equal(Projects.Keys.Order(), Table.Select(row => row.Project).Order());

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_project_uses_those_of_its_row(string project)
    {
        var references = XDocument
            .Load(Path.Combine(Projects[project], $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Assert.Equal(references.Order(), RowOf(project).MayUse.Order());
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void No_two_rooms_of_a_project_use_each_other(string project)
    {
        var uses = UsesIn(project);
        var left = uses.Keys.ToHashSet();
        // What uses none of the others is in no circle; then what it was used by may be in none, either.
        while (left.RemoveWhere(room => !uses[room].Overlaps(left)) > 0) { }

        Assert.Empty(left.Select(room => $"{room} -> {string.Join(", ", uses[room].Intersect(left))}"));
    }

    [Theory]
    [MemberData(nameof(ProjectNames))]
    public void A_room_uses_only_those_after_it_in_its_row(string project)
    {
        var uses = UsesIn(project);
        var row = RowOf(project).Rooms;
        string[] rooms =
        [
            .. row.Contains(".") ? (string[])[] : [project],
            .. row.Select(room => room == "." ? project : $"{project}.{room}"),
        ];
        Assert.Equal(uses.Keys.Append(project).Distinct().Order(), rooms.Order());
        Assert.Empty(
            from room in uses.Keys
            from used in uses[room]
            where Array.IndexOf(rooms, used) < Array.IndexOf(rooms, room)
            select $"{room} -> {used}"
        );
    }

    private static Row RowOf(string project) => Table.Single(row => row.Project == project);

    private static Dictionary<string, HashSet<string>> UsesIn(string project)
    {
        var folder = Projects[project];
        var uses = Rooms.Compiled(Path.Combine(folder, "bin", Repository.Configuration, "net10.0", $"{project}.dll"));
        foreach (var (room, used) in Rooms.Written(folder))
        {
            uses[room].UnionWith(used.Where(uses.ContainsKey));
        }

        return uses;
    }

    /// <summary>What stands between backquotes.</summary>
    private static string[] Names(string cell) => [.. cell.Split('`').Where((_, index) => index % 2 == 1)];

    private sealed record Row(string Project, string[] MayUse, string[] Rooms);
}
