using Microsoft.Extensions.DependencyInjection;
using MueJam.Operations.Reports;

namespace MueJam.Operations.Commands;

/// <summary>Operations as commands of resources.</summary>
internal static class OperationCommands
{
    /// <summary>Adds an operation to a resource: a button of the dashboard, and <c>aspire resource</c> in a shell.</summary>
    public static void WithOperation(this IResourceBuilder<IResource> resource, Operation operation)
        => resource.WithCommand(operation.Name, operation.Title, context => RunAsync(operation, context), new CommandOptions
        {
            Description = operation.Description,
            IconName = operation.Icon,
            Arguments = operation.Question is null ? operation.Arguments : [.. operation.Arguments, OperationArguments.Yes],
            ValidateArguments = context =>
            {
                operation.Validate(context);
                return Task.CompletedTask;
            },
            ConfirmationMessage = operation.Question,
            // A dialog with a button that cancels; the steps are in the log.
            Progress = new CommandProgressOptions { Title = operation.Title, Message = $"The log of '{resource.Resource.Name}' tells each step." },
        });

    private static async Task<ExecuteCommandResult> RunAsync(Operation operation, ExecuteCommandContext context)
    {
        var report = new Report(context.Logger);
        // Where somebody can be asked, the dashboard has asked the question already.
        var wasAsked = context.Services.GetRequiredService<IInteractionService>().IsAvailable;
        var result = await context.Services.GetRequiredService<OperationRunner>().RunAsync(
            operation,
            report,
            stack => operation.RunAsync(stack, new OperationArguments(context.Arguments, wasAsked), report, context.CancellationToken),
            context.CancellationToken);
        if (!result.IsGood)
        {
            return report.Text.Length == 0
                ? CommandResults.Failure(result.Message)
                : CommandResults.Failure(result.Message, report.Text, CommandResultFormat.Markdown);
        }

        // The command line shows the report alone.
        report.Line(result.Message, Tone.Good);
        return CommandResults.Success(result.Message, report.Text, CommandResultFormat.Markdown, displayImmediately: true);
    }
}
