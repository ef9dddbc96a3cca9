using MueJam.Operations.Stack;
using YamlDotNet.RepresentationModel;

namespace MueJam.Operations.TestAlerts;

/// <summary>A message that Alertmanager sends for a receiver.</summary>
/// <param name="Receiver">The receiver's name.</param>
/// <param name="Integration">How it is sent: <c>email</c>, <c>slack</c>, <c>pagerduty</c>, ...</param>
/// <param name="Index">Which of the receiver's of this kind, from 0.</param>
/// <param name="To">The address or channel; the integration's name where it has none.</param>
internal sealed record Delivery(string Receiver, string Integration, int Index, string To);

/// <summary>What Alertmanager's configuration in use says of its receivers and of its patience.</summary>
internal sealed class AlertmanagerReceivers
{
    private const string Suffix = "_configs";

    private readonly YamlMappingNode _root;

    /// <param name="configuration">The YAML that <c>/api/v2/status</c> shows.</param>
    public AlertmanagerReceivers(string configuration)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(configuration));
        _root = (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    /// <summary>How long a group that is there already waits before it tells of another alert.</summary>
    public TimeSpan GroupInterval =>
        Durations.Parse(Text((YamlMappingNode)_root["route"], "group_interval") ?? "5m") ?? TimeSpan.FromMinutes(5);

    /// <summary>Every message of some receivers.</summary>
    public IReadOnlyList<Delivery> Deliveries(IReadOnlyCollection<string> receivers) =>
        [
            .. ((YamlSequenceNode)_root["receivers"])
                .Cast<YamlMappingNode>()
                .Where(receiver => receivers.Contains(Text(receiver, "name") ?? ""))
                .SelectMany(Deliveries),
        ];

    private static IEnumerable<Delivery> Deliveries(YamlMappingNode receiver)
    {
        foreach (var (key, value) in receiver.Children)
        {
            if (
                ((YamlScalarNode)key).Value is { } name
                && name.EndsWith(Suffix, StringComparison.Ordinal)
                && value is YamlSequenceNode channels
            )
            {
                var integration = name[..^Suffix.Length];
                foreach (
                    var (channel, index) in channels
                        .Cast<YamlMappingNode>()
                        .Select((channel, index) => (channel, index))
                )
                {
                    yield return new Delivery(
                        Text(receiver, "name")!,
                        integration,
                        index,
                        Text(channel, "to") ?? Text(channel, "channel") ?? integration
                    );
                }
            }
        }
    }

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;
}
