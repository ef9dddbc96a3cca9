using MueJam.AppHost.Configuration;
using MueJam.LocalPrograms;

namespace MueJam.AppHost.Terminal;

/// <summary>
/// The AppHost's start: a wrong argument, setting or port is one line with what to do, and an exit code that is not 0.
/// </summary>
internal static class Start
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs a model until it is stopped.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="describe">Adds the resources.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IDistributedApplicationBuilder> describe)
    {
        if (Arguments.AskForHelp(args))
        {
            Console.WriteLine(Arguments.Help);
            return 0;
        }

        if (Arguments.Problem(args) is { } wrong)
        {
            return Say(wrong, WrongUsage);
        }

        if (Settings.LoadDotEnv() is { } unreadable)
        {
            return Say(unreadable, Failed);
        }

        try
        {
            DashboardDefaults.Apply();
            var builder = DistributedApplication.CreateBuilder(args);
            if (Settings.Validate(builder.Configuration) is { } invalid)
            {
                return Say(invalid, Failed);
            }

            NamedStack.Apply(builder);
            describe(builder);
            builder.AddPlainEndpoints();
            builder.AddPortCheck();
            var console = new StartConsole(builder);
            console.Follow(builder.AddLocalPrograms(console));
            // It ends when everything has: the next start finds its data and its ports free.
            builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
            await using var application = builder.Build();
            await application.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (StartProblem.Of(e) is { } problem)
        {
            return Say(problem, Failed);
        }
    }

    private static int Say(string problem, int exitCode)
    {
        Console.Error.WriteLine(problem);
        return exitCode;
    }
}
