using System.Text.Json.Nodes;

namespace MueJam.Tests.Dashboards;

/// <summary>
/// What is stacked is read by its areas: the line of a series that is 0 would lie on top of all others.
/// </summary>
public sealed class StackedPanelsTests
{
    public static TheoryData<string> Boards => [.. Dashboard.Names];

    [Theory]
    [MemberData(nameof(Boards))]
    public void A_series_that_is_0_is_not_seen_in_a_stack(string board) =>
        Assert.All(
            Dashboard.Load(board).Panels.Where(IsStacked),
            panel =>
            {
                var drawn = panel.Json["fieldConfig"]!["defaults"]!["custom"]!;
                Assert.True(drawn["lineWidth"]!.GetValue<int>() == 0, $"{panel}");
                Assert.True(drawn["fillOpacity"]!.GetValue<int>() >= 50, $"{panel}");
            }
        );

    [Theory]
    [InlineData("/^2/", "green")]
    [InlineData("/^4/", "orange")]
    [InlineData("/^5/", "red")]
    public void A_status_has_the_colour_of_its_class_whatever_others_there_are(string status, string colour)
    {
        var panel = Dashboard.Load("api_overview").Panels.Single(panel => panel.Title == "Answers by Status");
        var rule = panel.Json["fieldConfig"]!["overrides"]!
            .AsArray()
            .Single(rule => $"{rule!["matcher"]!["options"]}" == status);
        Assert.Equal(colour, $"{rule!["properties"]![0]!["value"]!["fixedColor"]}");
    }

    private static bool IsStacked(Dashboard.Panel panel) =>
        panel.Json["fieldConfig"]?["defaults"]?["custom"]?["stacking"]?["mode"] is JsonValue mode
        && $"{mode}" == "normal";
}
