using System.Reflection;
using MueJam.LocalPrograms;
using MueJam.Startup.Configuration;
using MueJam.Startup.Terminal;

namespace MueJam.Startup;

/// <summary>
/// The AppHost's start: a wrong argument, setting or port is one line with what to do, and an exit code that is not 0.
/// </summary>
public static class Start
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs a model until it is stopped.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="describe">Adds the resources; the AppHost is whose it is.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Action<IDistributedApplicationBuilder> describe)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(describe);
        if (Arguments.AskForHelp(args))
        {
            Console.WriteLine(Arguments.Help);
            return 0;
        }

        if (Arguments.Problem(args) is { } wrong)
        {
            return Say(wrong, WrongUsage);
        }

        var appHost = describe.Method.Module.Assembly;
        if (Settings.LoadDotEnv(SolutionFolder(appHost)) is { } unreadable)
        {
            return Say(unreadable, Failed);
        }

        try
        {
            DashboardDefaults.Apply();
            var builder = DistributedApplication.CreateBuilder(args);
            if ((SecretFiles.Read(builder.Configuration) ?? Settings.Validate(builder.Configuration)) is { } invalid)
            {
                return Say(invalid, Failed);
            }

            NamedStack.Apply(builder);
            describe(builder);
            builder.AddPlainEndpoints();
            builder.AddPortCheck();
            var console = new StartConsole(builder, appHost);
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

    private static string SolutionFolder(Assembly appHost) =>
        Path.GetDirectoryName(
            appHost
                .GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(metadata => metadata.Key == "apphostprojectpath")
                .Value
        )!;

    private static int Say(string problem, int exitCode)
    {
        Console.Error.WriteLine(problem);
        return exitCode;
    }
}
