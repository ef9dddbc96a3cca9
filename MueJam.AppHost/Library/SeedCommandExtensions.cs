using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using MueJam.AppHost.Postgres;

namespace MueJam.AppHost.Library;

/// <summary>The library's database filled by a command of the API's resource.</summary>
internal static class SeedCommandExtensions
{
    /// <summary>
    /// Adds the command <c>seed</c>: <c>Seed:Stories</c> (1000) stories and <c>Seed:Whispers</c> (10 000) whispers each
    /// time.
    /// </summary>
    /// <param name="api">The API.</param>
    /// <param name="database">What is filled.</param>
    public static IResourceBuilder<ProjectResource> WithSeedCommand(
        this IResourceBuilder<ProjectResource> api,
        IResourceBuilder<PostgresDatabaseResource> database
    )
    {
        var configuration = api.ApplicationBuilder.Configuration;
        var (stories, whispers) = (Number("Seed:Stories", "1000"), Number("Seed:Whispers", "10000"));
        return api.WithCommand(
            "seed",
            "Seed",
            async context =>
            {
                var start = SeedProgram(stories, whispers);
                start.Environment[$"ConnectionStrings__{database.Resource.Name}"] = await database
                    .Resource.OwnerConnection(database.Resource.Parent)
                    .GetValueAsync(context.CancellationToken);
                return await RunAsync(start, context.Logger, context.CancellationToken);
            },
            new CommandOptions
            {
                Description = $"Adds {stories} believable stories and {whispers} whispers to the database.",
                ConfirmationMessage = $"Add {stories} stories and {whispers} whispers to the library?",
            }
        );

        string Number(string key, string preset) => configuration[key] is { Length: > 0 } text ? text : preset;
    }

    private static ProcessStartInfo SeedProgram(string stories, string whispers) =>
        new(
            "dotnet",
            [
                "run",
                "--no-build",
                "--no-launch-profile",
                "--project",
                new Projects.MueJam_Api().ProjectPath,
                "--configuration",
                typeof(SeedCommandExtensions)
                    .Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!
                    .Configuration,
                "--",
                "seed",
                "--stories",
                stories,
                "--whispers",
                whispers,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private static async Task<ExecuteCommandResult> RunAsync(
        ProcessStartInfo start,
        ILogger log,
        CancellationToken cancellationToken
    )
    {
        using var process = Process.Start(start)!;
        try
        {
            var lines = await Task.WhenAll(
                ReadAsync(process.StandardOutput, log, cancellationToken),
                ReadAsync(process.StandardError, log, cancellationToken)
            );
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? new ExecuteCommandResult { Success = true, Message = lines[0] }
                : CommandResults.Failure(lines[1] ?? lines[0]);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Logs every line.</summary>
    /// <returns>The last one.</returns>
    private static async Task<string?> ReadAsync(StreamReader output, ILogger log, CancellationToken cancellationToken)
    {
        string? last = null;
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                last = line;
                log.LogInformation("{Line}", line);
            }
        }

        return last;
    }
}
