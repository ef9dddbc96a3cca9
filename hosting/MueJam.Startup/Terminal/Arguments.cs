using MueJam.Startup.Configuration;

namespace MueJam.Startup.Terminal;

/// <summary>The AppHost's arguments: settings as <c>--name=value</c>, each of which has a default.</summary>
internal static class Arguments
{
    public const string Help = """
        Runs the MueJam Library with its monitoring, until Ctrl-C.

          dotnet run --project MueJam.AppHost [-- --setting=value ...]

          --Run=Containers|Programs          what servers run as; without it containers, where Docker or Podman answers
          --Stack=name                       a second stack beside the first: ports and data volumes of its own
          --Volumes:Prefix=name              what the names of the data volumes begin with; muejam without it
          --LocalPrograms:StateDirectory=.   where volumes lie when servers run as programs; .muejam without it
          --Api:Instances=n                  how many of the API run, behind http://localhost:8080; 1 without
          --Seed:Stories=n --Seed:Whispers=n what the command 'seed' of 'api' adds
          --Monitoring:prometheus=folder     another folder than monitoring/prometheus; likewise alertmanager, grafana
          --Database:... --RateLimits:... --Metrics:... --Proxies:...   handed on to the API
          --POSTGRES_PASSWORD=... and all other settings of .env.example

        Settings may also come from .env, the environment (Run, Volumes__Prefix, ...) or user secrets.
        README.md explains each.
        What runs is operated by 'dotnet aspire' (after 'dotnet tool restore'): docs/operations.md.
        """;

    /// <summary>Whether help is asked for.</summary>
    public static bool AskForHelp(string[] args) => args.Any(argument => argument is "--help" or "-h" or "-?" or "/?");

    /// <summary>What is wrong with them and what to do, or <see langword="null"/>.</summary>
    public static string? Problem(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var argument = args[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                return $"'{argument}' is no setting. Write --name=value; --help lists the names.";
            }

            var name = argument[2..].Split('=')[0];
            if (!KnownSettings.IsKnown(name))
            {
                return $"There is no setting '{name}'. --help lists the names.";
            }

            // The value of '--name value'.
            i += argument.Contains('=', StringComparison.Ordinal) ? 0 : 1;
        }

        return null;
    }
}
