using Microsoft.Extensions.DependencyInjection;
using MueJam.Operations.Reports;

namespace MueJam.Operations.Commands;

/// <summary>Operations as commands of resources.</summary>
internal static class OperationCommands
{
    /// <summary>
    /// Adds an operation to a resource: a button of the dashboard, and <c>aspire resource</c> in a shell.
    /// </summary>
    public static void WithOperation(this IResourceBuilder<IResource> resource, Operation operation)
    {
        IReadOnlyList<InteractionInput> arguments = operation.Question is null
            ? operation.Arguments
            : [.. operation.Arguments, OperationArguments.Yes];
        if (!operation.HasFormats)
        {
            Add(operation.Name, arguments, ResourceCommandVisibility.UI | ResourceCommandVisibility.Api);
            return;
        }

        // The button would ask for the format each time, and the dashboard shows text.
        Add($"{operation.Name}-as-text", arguments, ResourceCommandVisibility.UI);
        Add(operation.Name, [.. arguments, FormatArgument.Input], ResourceCommandVisibility.Api);

        void Add(string name, IReadOnlyList<InteractionInput> inputs, ResourceCommandVisibility visibility) =>
            resource.WithCommand(
                name,
                operation.Title,
                context => RunAsync(operation, context),
                new CommandOptions
                {
                    Description = operation.Description,
                    IconName = operation.Icon,
                    Arguments = inputs,
                    Visibility = visibility,
                    ValidateArguments = context =>
                    {
                        operation.Validate(context);
                        return Task.CompletedTask;
                    },
                    ConfirmationMessage = operation.Question,
                    // A dialog with a button that cancels; the steps are in the log.
                    Progress = new CommandProgressOptions
                    {
                        Title = operation.Title,
                        Message = $"The log of '{resource.Resource.Name}' tells each step.",
                    },
                }
            );
    }

    private static async Task<ExecuteCommandResult> RunAsync(Operation operation, ExecuteCommandContext context)
    {
        var report = new Report(context.Logger);
        // Where somebody can be asked, the dashboard has asked the question already.
        var wasAsked = context.Services.GetRequiredService<IInteractionService>().IsAvailable;
        var result = await context
            .Services.GetRequiredService<OperationRunner>()
            .RunAsync(
                operation,
                report,
                stack =>
                    operation.RunAsync(
                        stack,
                        new OperationArguments(context.Arguments, wasAsked),
                        report,
                        context.CancellationToken
                    ),
                context.CancellationToken
            );
        if (FormatArgument.IsJson(context.Arguments))
        {
            var json = report.Json(result.IsGood, result.Message);
            return result.IsGood
                ? CommandResults.Success(result.Message, json, CommandResultFormat.Json)
                : CommandResults.Failure(result.Message, json, CommandResultFormat.Json);
        }

        if (!result.IsGood)
        {
            return report.Text.Length == 0
                ? CommandResults.Failure(result.Message)
                : CommandResults.Failure(result.Message, report.Text, CommandResultFormat.Markdown);
        }

        // The command line shows the report alone.
        report.Line(result.Message, Tone.Good);
        return CommandResults.Success(
            result.Message,
            report.Text,
            CommandResultFormat.Markdown,
            displayImmediately: true
        );
    }
}
