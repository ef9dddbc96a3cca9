using System.CommandLine;
using MueJam.AppHost.Operations.Control;

namespace MueJam.AppHost.Operations;

/// <summary>The command line: <c>dotnet run --project MueJam.AppHost -- ops &lt;command&gt;</c>.</summary>
internal static class Shell
{
    private static readonly Option<string?> Stack = new("--stack") { Description = "Which stack, when several are running: its id, process or volume prefix.", Recursive = true };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do it without asking." };

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">What follows <c>ops</c>.</param>
    /// <returns>The exit code: 0 done, 1 failed or something found, 2 wrong command line, 3 no stack is running, 130 interrupted.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Operates the running stack of this checkout. Exit codes: 0 done, 1 failed or something found, 2 wrong command line, 3 no stack is running, 130 interrupted.") { Stack };
        foreach (var operation in OperationList.All)
        {
            root.Add(ToCommand(operation));
        }

        var parsed = root.Parse([.. arguments]);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("See: dotnet run --project MueJam.AppHost -- ops --help");
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }

    private static Command ToCommand(Operation operation)
    {
        var command = new Command(operation.Name, operation.Description);
        foreach (var symbol in operation.Symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else if (symbol is Option option)
            {
                command.Add(option);
            }
        }

        if (operation.MustBeConfirmed)
        {
            command.Add(Yes);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(operation, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Operation operation, ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = new ShellConsole();
        try
        {
            using var stack = await ControlClient.FindAsync(parsed.GetValue(Stack), cancellationToken);
            var values = operation.Symbols.ToDictionary(symbol => symbol.Name.TrimStart('-'), symbol => Value(parsed, symbol));
            if (operation.MustBeConfirmed && !parsed.GetValue(Yes))
            {
                var preview = new Dictionary<string, string?>(values) { [Operation.Preview] = "true" };
                var code = await console.ShowAsync(stack.RunAsync(operation.Name, new OperationOptions(preview), cancellationToken));
                if (code != ExitCodes.Pending)
                {
                    return code;
                }

                if (!console.Confirm("Go on?"))
                {
                    return ExitCodes.Usage;
                }
            }

            return await console.ShowAsync(stack.RunAsync(operation.Name, new OperationOptions(values), cancellationToken));
        }
        catch (OperationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.NoStack;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            await Console.Error.WriteLineAsync($"The stack ended meanwhile. {e.Message}");
            return ExitCodes.Failed;
        }
    }

    /// <summary>A path is relative to the shell's folder, which the AppHost does not know.</summary>
    private static string? Value(ParseResult parsed, Symbol symbol) => symbol switch
    {
        Argument<DirectoryInfo> folder => parsed.GetValue(folder)?.FullName,
        Option<bool> flag => parsed.GetValue(flag) ? "true" : null,
        Option<string> text => parsed.GetValue(text),
        Argument<string> text => parsed.GetValue(text),
        _ => throw new InvalidOperationException($"The shell cannot read '{symbol.Name}'."),
    };
}
