using MueJam.Operations.Stack;

namespace MueJam.Operations.Silences;

/// <summary>The command that ends a silence before its time.</summary>
internal static class EndSilence
{
    public const string Command = "end-silence";

    public const string Id = "id";

    /// <summary>What to type in a shell.</summary>
    public static string Line(OperatedStack stack, string id) =>
        CommandLine.Of(stack.Known.Alertmanager, $"{Command} --{Id} {id}");
}
