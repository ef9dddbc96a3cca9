using System.Text;
using System.Text.RegularExpressions;

namespace MueJam.LocalPrograms.Recipes;

/// <summary>
/// Redis. The start line becomes a configuration file of its owner's, so that no process list shows a password.
/// </summary>
internal sealed partial class RedisRecipe() : Recipe("library/redis")
{
    public override IReadOnlyCollection<string> Packages => ["redis-server"];

    public override string? Find() => OnPath("redis-server");

    public override IEnumerable<string> Arguments(Launch launch)
    {
        var data = Directory.CreateDirectory(launch.Root.Resolve("/data")).FullName;
        var text = new StringBuilder($"port {launch.Port(6379)}\nbind 127.0.0.1\ndaemonize no\ndir {data}\n");
        foreach (var word in launch.Arguments.SelectMany(Words).Select(word => Expand(word, launch.Variables)))
        {
            // As on redis-server's own command line: -- begins a setting, all up to the next are its values.
            text.Append(
                word == "redis-server" ? ""
                : word.StartsWith("--", StringComparison.Ordinal) ? $"\n{word[2..]}"
                : $" {word}"
            );
        }

        var file = launch.Root.Resolve("/redis.conf");
        using var stream = new FileStream(
            file,
            new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        stream.Write(Encoding.UTF8.GetBytes(text.Append('\n').ToString()));
        return [file];
    }

    /// <summary>The words of a piece of a shell's command line.</summary>
    private static IEnumerable<string> Words(string text) =>
        Word()
            .Matches(text)
            .Select(word =>
                word.Value.Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal)
            );

    private static string Expand(string word, IReadOnlyDictionary<string, string> variables) =>
        Variable().Replace(word, match => variables.TryGetValue(match.Groups[1].Value, out var value) ? value : "");

    [GeneratedRegex("""(?:"[^"]*"|'[^']*'|[^\s"'])+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"\$\{?(\w+)\}?")]
    private static partial Regex Variable();
}
