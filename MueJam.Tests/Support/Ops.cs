using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MueJam.Tests.Support;

/// <summary>Commands of the stack's resources, run as the command line runs them: nobody is asked.</summary>
internal static class Ops
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="resource">Whose command it is.</param>
    /// <param name="command">The command.</param>
    /// <param name="options">As in a shell: <c>--name value</c>, or <c>--name</c> alone.</param>
    /// <returns>Whether it succeeded, and all that it said, without Markdown's escapes.</returns>
    public static async Task<(bool IsGood, string Output)> RunAsync(
        RunningStack stack,
        string resource,
        string command,
        params string[] options
    )
    {
        using var timeout = new CancellationTokenSource(Limit);
        return await RunAsync(stack, resource, command, options, timeout.Token);
    }

    /// <summary>Runs a command until it ends or is cancelled.</summary>
    public static async Task<(bool IsGood, string Output)> RunAsync(
        RunningStack stack,
        string resource,
        string command,
        IReadOnlyList<string> options,
        CancellationToken cancellationToken
    )
    {
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync(
            resource,
            command,
            Arguments(options),
            cancellationToken
        );
        return (result.Success, $"{result.Message}\n{Plain(result.Data?.Value ?? "")}");
    }

    /// <summary>What a command says to a program.</summary>
    public static async Task<JsonNode> JsonAsync(
        RunningStack stack,
        string resource,
        string command,
        CancellationToken cancellationToken = default
    )
    {
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync(
            resource,
            command,
            Arguments(["--format", "json"]),
            cancellationToken
        );
        Assert.Equal(CommandResultFormat.Json, result.Data!.Format);
        return JsonNode.Parse(result.Data.Value)!;
    }

    /// <summary>Waits until the doctor finds something wrong, and all of these.</summary>
    public static Task DoctorFindsAsync(RunningStack stack, params string[] findings) =>
        Eventually.GetAsync(
            _ => RunAsync(stack, "prometheus", "doctor"),
            answer =>
                !answer.IsGood && findings.All(finding => answer.Output.Contains(finding, StringComparison.Ordinal))
        );

    private static string Plain(string markdown) =>
        Regex.Replace(markdown.Replace("**", "", StringComparison.Ordinal), @"\\([\\`*_\[\]<>|~])", "$1");

    private static InteractionInputCollection Arguments(IReadOnlyList<string> options)
    {
        var inputs = new List<InteractionInput>();
        for (var i = 0; i < options.Count; i++)
        {
            var value =
                i + 1 < options.Count && !options[i + 1].StartsWith("--", StringComparison.Ordinal)
                    ? options[i + 1]
                    : null;
            inputs.Add(
                new InteractionInput
                {
                    Name = options[i].TrimStart('-'),
                    InputType = InputType.Text,
                    Value = value ?? "true",
                }
            );
            i += value is null ? 0 : 1;
        }

        return new InteractionInputCollection(inputs);
    }
}
