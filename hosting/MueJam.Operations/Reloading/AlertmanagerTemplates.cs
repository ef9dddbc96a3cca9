using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MueJam.Operations.Reloading;

/// <summary>
/// Templates that Alertmanager would miss only when it writes a message: it takes a pattern that matches no file, and a
/// name that no file defines, and from then on no message leaves it.
/// </summary>
public static partial class AlertmanagerTemplates
{
    /// <summary>
    /// Where the folder is in Alertmanager's container; configurations of others name their templates there.
    /// </summary>
    public const string ContainerFolder = "/etc/alertmanager";

    private const string Configuration = "alertmanager.yml",
        Extension = ".tmpl";

    /// <summary>What is wrong with the templates of a configuration.</summary>
    /// <param name="folder">The folder of <c>alertmanager.yml</c>.</param>
    /// <returns>
    /// Every problem with its name and place; null when there is none, or when the file is no YAML, which Alertmanager
    /// refuses itself.
    /// </returns>
    public static string? Problem(string folder)
    {
        if (Read(Path.Combine(folder, Configuration)) is not { } root)
        {
            return null;
        }

        var files = Directory
            .EnumerateFiles(folder, $"*{Extension}", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .ToList();
        var patterns = Scalars(root, "templates")
            .Select(node => (Node: node, Files: files.Where(file => Glob(node.Value!)?.IsMatch(file) == true).ToList()))
            .ToList();
        var problems = patterns
            .Where(pattern => pattern.Files.Count == 0)
            .Select(pattern =>
                $"{Place(pattern.Node)}: templates: '{pattern.Node.Value}' matches no file. "
                + $"Paths are relative to {Configuration}, and the files end in {Extension}."
            )
            .ToList();
        if (problems.Count == 0)
        {
            problems.AddRange(
                Undefined(
                    root,
                    patterns
                        .SelectMany(pattern => pattern.Files)
                        .Distinct()
                        .ToDictionary(file => file, file => File.ReadAllText(Path.Combine(folder, file)))
                )
            );
        }

        return problems.Count == 0 ? null : string.Join(" ", problems);
    }

    private static IEnumerable<string> Undefined(YamlMappingNode root, IReadOnlyDictionary<string, string> files)
    {
        var defined = files.Values.SelectMany(text => Names(Definition(), text)).ToHashSet();
        var used = Scalars(root, "receivers")
            .SelectMany(node => Names(Use(), node.Value!).Select(name => (Name: name, Place: Place(node))))
            .Concat(files.SelectMany(file => Names(Use(), file.Value).Select(name => (Name: name, Place: file.Key))));
        return used.Where(use => !defined.Contains(use.Name) && !BuiltIn().IsMatch(use.Name))
            .GroupBy(use => use.Name)
            .Select(uses => $"{uses.First().Place}: template \"{uses.Key}\" is defined in no file of 'templates'.");
    }

    private static IEnumerable<string> Names(Regex pattern, string text) =>
        pattern.Matches(Comment().Replace(text, "")).Select(match => match.Groups["name"].Value);

    private static string Place(YamlNode node) => $"{Configuration}, line {node.Start.Line}";

    /// <summary>All texts below a key.</summary>
    private static IEnumerable<YamlScalarNode> Scalars(YamlMappingNode root, string key) =>
        root.Children.TryGetValue(key, out var node)
            ? node.AllNodes.OfType<YamlScalarNode>().Where(scalar => scalar.Value is not null)
            : [];

    private static YamlMappingNode? Read(string file)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(file)));
            return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..] ? root : null;
        }
        catch (Exception e) when (e is YamlException or IOException)
        {
            return null;
        }
    }

    /// <summary>A pattern as Go's <c>filepath.Glob</c> has them, of paths below the folder.</summary>
    /// <returns>Null when it is none.</returns>
    private static Regex? Glob(string pattern)
    {
        var path = pattern.StartsWith($"{ContainerFolder}/", StringComparison.Ordinal)
            ? pattern[(ContainerFolder.Length + 1)..]
            : pattern;
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        try
        {
            return new(
                $"^{GlobPart().Replace(path, part => part.Value switch
            {
                "*" => "[^/]*",
                "?" => "[^/]",
                ['[', ..] set => set,
                ['\\', var one] => Regex.Escape($"{one}"),
                var text => Regex.Escape(text),
            })}$"
            );
        }
        catch (ArgumentException)
        {
            // A set such as [z-a].
            return null;
        }
    }

    [GeneratedRegex(@"\*|\?|\[[^\]]+\]|\\.|[^*?\[\\]+|.")]
    private static partial Regex GlobPart();

    [GeneratedRegex(@"\{\{-?\s*/\*.*?\*/\s*-?\}\}", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("""\{\{-?\s*(?:define|block)\s+["`](?<name>[^"`]+)["`]""")]
    private static partial Regex Definition();

    [GeneratedRegex("""\{\{-?\s*template\s+["`](?<name>[^"`]+)["`]""")]
    private static partial Regex Use();

    /// <summary>Alertmanager's own, which differ by version.</summary>
    [GeneratedRegex(@"^(__|[a-z]+\.default\.)")]
    private static partial Regex BuiltIn();
}
