using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MueJam.LocalPrograms.Choice;
using MueJam.LocalPrograms.Files;
using MueJam.Operations.Stack;
using Npgsql;

namespace MueJam.Tests.Documents;

/// <summary>
/// Every command line of README, docs and runbooks is run on the stack under test, or it is said here what runs it
/// instead.
/// </summary>
[Collection(StackCollection.Name)]
public sealed partial class CommandLineTests(StackFixture stack) : IDisposable
{
    /// <summary>What cannot be run from inside a test, and what shows it.</summary>
    private static readonly Dictionary<string, string> RunElsewhere = new()
    {
        [@"^(MUEJAM_FAULT_ROUNDS=2 )?dotnet test\b"] = "this very run; .ci/run",
        [@"^dotnet run --project MueJam\.AppHost( -- --(Run=Programs|Stack=second))?$"] =
            "Host/HostTests and Host/RunAndStopTests start the AppHost so",
        [@"^dotnet run --project MueJam\.AppHost -- --Api:Instances=3$"] = "Instances/InstancesStack starts it so",
        [@"^TOKEN=\$\(dotnet user-jwts"] =
            "writes into the user secrets; the tests sign their own tokens (Support/Tokens.cs)",
        [@"^dotnet user-secrets list"] = "shows real secrets",
        [@"^dotnet format"] = "rebuilds the solution; the build enforces the style",
        [@"^dotnet csharpier format"] = "changes the code; Documents/StyleTests checks it",
        [@"^dotnet run --project MueJam\.Api -- seed"] = "Api/SeedTests",
        [@"^dotnet run -c Release --project benchmarks/MueJam\.Benchmarks\b"] =
            "minutes on a machine of its own; its exit code says when a row misses",
        [@"^dotnet tool restore$"] = "Support/AspireCli",
        [@"^dotnet aspire resource api seed$"] = "Api/SeedTests runs the command of the resource",
        [@"^dotnet aspire (ps|describe|stop|logs|resource (redis restart|\w+ --help))"] =
            "Aspire's own; Host/Operations runs its tool",
        [@"^dotnet run --project hosting/pictures$"] = "takes minutes; Preview/PicturesTests",
        [@"^docker "] = "named as what is used with containers; Operations/RestoreTests goes through it there",
        [@"^curl -sS http://localhost:9090/api/v1/query --data-urlencode 'query=\.\.\.'"] =
            "a form to fill in; Alerts/LiveRulesTests asks every query",
        [@"^dotnet aspire resource <resource> <command>$"] = "a form to fill in; Host/Operations/OperatedHostTests",
        [@"^dotnet aspire resource alertmanager end-silence --id <"] =
            "a form to fill in; Operations/SilenceCommandsTests",
        [@"^dotnet aspire resource postgres restore --folder \S+ --yes$"] =
            "needs an empty stack: Operations/RestoreTests",
        [@"^promtool test rules"] = "Alerts/RuleTests",
    };

    /// <summary>
    /// What follows is run on the stack of this process, which the tool does not find; Host/Operations shows the tool
    /// itself.
    /// </summary>
    private const string Operation = "dotnet aspire resource ";

    private readonly TemporaryFolder _backups = TemporaryFolder.Create("muejam-documents-");

    public void Dispose() => _backups.Dispose();

    [Fact]
    public async Task Every_command_line_works()
    {
        using var alertmanager = stack.CreateServerClient("alertmanager");
        var silences = await SilencesAsync(alertmanager);
        var failures = new List<string>();
        var run = 0;
        foreach (
            var command in CommandLines
                .All()
                .DistinctBy(command => command.Text)
                .Where(command => !IsRunElsewhere(command.Text) && IsInstalled(command.Text))
        )
        {
            var (exitCode, output) = await RunAsync(command.Text);
            run++;
            // That it finds something is no failure of the doctor's.
            if (exitCode != 0 && !command.Text.EndsWith(" doctor", StringComparison.Ordinal))
            {
                failures.Add(
                    $"{command.Document}: {command.Text}{Environment.NewLine}  exit code {exitCode}: {output}"
                );
            }
        }

        // What a document silences must not be silent for the tests that come after.
        foreach (var silence in (await SilencesAsync(alertmanager)).Except(silences))
        {
            using var expired = await alertmanager.DeleteAsync($"/api/v2/silence/{silence}");
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.True(run >= 15, $"Only {run} command lines were found.");
    }

    [Fact]
    public void What_is_run_elsewhere_is_in_a_document() =>
        Assert.All(
            RunElsewhere.Keys,
            pattern => Assert.Contains(CommandLines.All(), command => Regex.IsMatch(command.Text, pattern))
        );

    private static async Task<IReadOnlyList<string>> SilencesAsync(HttpClient alertmanager) =>
        [
            .. (await alertmanager.JsonAsync("/api/v2/silences"))
                .AsArray()
                .Select(silence => silence!["id"]!.GetValue<string>()),
        ];

    [GeneratedRegex(@"'(?<quoted>[^']*)'|\S+")]
    private static partial Regex Word();

    private static bool IsRunElsewhere(string command) =>
        RunElsewhere.Keys.Any(pattern => Regex.IsMatch(command, pattern));

    /// <summary>With containers the servers' own tools may be missing on this machine.</summary>
    private static bool IsInstalled(string command) =>
        RunDecision.Make(new ConfigurationBuilder().AddEnvironmentVariables().Build()).Mode == RunMode.Programs
        || LocalProgram.Find(command.Split(' ')[0]) is not null;

    private async Task<(int ExitCode, string Output)> RunAsync(string command)
    {
        if (command.StartsWith(Operation, StringComparison.Ordinal))
        {
            var words = Word()
                .Matches(Here(command)[Operation.Length..])
                .Select(word => word.Groups["quoted"].Success ? word.Groups["quoted"].Value : word.Value)
                .ToArray();
            var (isGood, said) = await Ops.RunAsync(stack, words[0], words[1], words[2..]);
            return (isGood ? 0 : 1, said);
        }

        // A filter behind it may find nothing; the program itself must succeed.
        var script = $"{Here(command)}\nexit ${{PIPESTATUS[0]}}";
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Root,
        };
        var postgres = new NpgsqlConnectionStringBuilder(await stack.ServerConnectionStringAsync("postgres"));
        var redis = StackExchange.Redis.ConfigurationOptions.Parse(await stack.ServerConnectionStringAsync("redis"));
        start.Environment["PGPASSWORD"] = postgres.Password;
        start.Environment["REDISCLI_AUTH"] = redis.Password;
        start.Environment["USER"] = "ada";
        start.Environment["TOKEN"] = Tokens.For("ada_l");
        var endpoint = command.StartsWith("redis-cli", StringComparison.Ordinal)
            ? redis.EndPoints[0].ToString()!.Split('/')[^1]
            : $"{postgres.Host}:{postgres.Port}";
        start.Environment["HOST"] = endpoint.Split(':')[0];
        start.Environment["PORT"] = endpoint.Split(':')[1];
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(timeout.Token);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>The command with the addresses, folders and the built program of this run.</summary>
    private string Here(string command) =>
        Regex
            .Replace(
                DocumentedAddresses
                    .Here(stack, command)
                    .Replace("/var/backups/muejam", _backups.FullName, StringComparison.Ordinal),
                " backup$",
                $" backup --folder {_backups.FullName}/default"
            )
            .Replace("-h HOST -p PORT", "-h \"$HOST\" -p \"$PORT\"", StringComparison.Ordinal)
            .Replace("curl ", "curl --fail-with-body ", StringComparison.Ordinal);
}
