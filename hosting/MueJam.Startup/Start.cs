using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
            var configuration = builder.Configuration;
            var wrongSetting =
                SecretFiles.Read(configuration) ?? Settings.Validate(configuration, builder.AppHostDirectory);
            if (wrongSetting is not null)
            {
                return Say(wrongSetting, Failed);
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
            await RunAsync(application);
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

    /// <summary>Runs it; that it was stopped before everything had been started is no failure of its own.</summary>
    private static async Task RunAsync(DistributedApplication application)
    {
        var stopping = application.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await application.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // By Ctrl-C, or by what failed: that has been said.
        }
    }

    private static int Say(string problem, int exitCode)
    {
        Console.Error.WriteLine(problem);
        return exitCode;
    }
}
