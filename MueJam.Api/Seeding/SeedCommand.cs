using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MueJam.Api.Data;
using MueJam.ServiceDefaults.Settings;
using Npgsql;
using Spectre.Console;

namespace MueJam.Api.Seeding;

/// <summary><c>MueJam.Api seed</c>: fills a database with believable stories and whispers.</summary>
public static class SeedCommand
{
    /// <summary>The word that begins it on the command line.</summary>
    public const string Name = "seed";

    /// <summary>Runs it.</summary>
    /// <param name="args">What follows the word.</param>
    /// <returns>0, or 1 with what is wrong on the error stream.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var stories = Rows("--stories", "Stories to add, with chapters, authors and readers.", 1000, SeedSize.Stories);
        var whispers = Rows("--whispers", "Whispers to add, replies included.", 10_000, SeedSize.Whispers);
        var seed = new Option<int>("--seed")
        {
            Description = "Of the random numbers: the same one draws the same stories.",
            DefaultValueFactory = _ => 1,
        };
        var connection = new Option<string?>("--connection")
        {
            Description = $"The database; ConnectionStrings:{DataServices.Primary} of the configuration when absent.",
        };
        var command = new Command(
            Name,
            "Fills a database of MueJam Library with believable stories and whispers, in one transaction: "
                + "stopped half-way it leaves nothing."
        )
        {
            stories,
            whispers,
            seed,
            connection,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                SeedAsync(
                    new SeedPlan(parsed.GetValue(stories), parsed.GetValue(whispers), parsed.GetValue(seed)),
                    parsed.GetValue(connection),
                    cancellationToken
                )
        );
        return new RootCommand { command }
            .Parse([Name, .. args])
            .InvokeAsync();
    }

    private static Option<int> Rows(string name, string description, int preset, SeedSize size)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} {size.AtLeast} to {SeedSize.AtMost}.",
            DefaultValueFactory = _ => preset,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && size.Problem(name, token.Value) is { } problem)
            {
                result.AddError(problem);
            }
        });
        return option;
    }

    private static async Task<int> SeedAsync(SeedPlan plan, string? connection, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration[$"ConnectionStrings:{DataServices.Primary}"] =
            connection ?? builder.Configuration.GetConnectionString(DataServices.Primary);
        if (DataServices.MissingSetting(builder.Configuration) is { } missing)
        {
            return await FailAsync($"{missing} Or name the database by --connection.");
        }

        try
        {
            builder.Configuration["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);
            await using var host = builder.Build();
            await using var source = NpgsqlDataSource.Create(
                builder.Configuration.GetConnectionString(DataServices.Primary)!
            );
            // An address that is wrong is told at once: the migrations would wait for it.
            await using (await source.OpenConnectionAsync(cancellationToken))
            {
                await Migrations.ApplyAsync(host.Services, cancellationToken);
            }

            var clock = Stopwatch.StartNew();
            await AnsiConsole
                .Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn(),
                    new PercentageColumn(),
                    new ElapsedTimeColumn()
                )
                .StartAsync(async context =>
                    await new Seeder(source, plan, new SeedProgress(context)).RunAsync(cancellationToken)
                );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Added {plan.Stories:N0} stories and {plan.Whispers:N0} whispers in "
                        + $"{clock.Elapsed.TotalSeconds:0.0} s."
                )
            );
            return 0;
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("Stopped. Nothing was added.");
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException or InvalidOperationException)
        {
            return await FailAsync($"The database could not be filled; nothing was added. {e.Message}");
        }
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
