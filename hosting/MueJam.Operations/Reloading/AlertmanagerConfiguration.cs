using System.Text.RegularExpressions;

namespace MueJam.Operations.Reloading;

/// <summary>The text of <c>alertmanager.yml</c> with some of its lines set to other addresses.</summary>
/// <remarks>
/// Alertmanager expands no environment variables, and only secrets can come from files of their own.
/// No line is moved, so that what Alertmanager says of a line is true of the original.
/// </remarks>
public sealed class AlertmanagerConfiguration(string text)
{
    /// <summary>The configuration as Alertmanager reads it.</summary>
    public string Text { get; private set; } = text.ReplaceLineEndings("\n");

    /// <summary>Sets a value of the <c>global</c> section.</summary>
    /// <exception cref="DistributedApplicationException">The section has no such line.</exception>
    public AlertmanagerConfiguration Set(string key, string value) => Replace($"  {key}:", $"  {key}: {value}");

    /// <summary>Empties a line of the <c>global</c> section, if it is there.</summary>
    public AlertmanagerConfiguration Remove(string key)
    {
        Text = Line($"  {key}:").Replace(Text, "", 1);
        return this;
    }

    /// <summary>Makes a receiver that has nothing but a name call an address.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="key"><c>url</c> or <c>url_file</c>.</param>
    /// <param name="value">The address, or the file that holds it.</param>
    /// <exception cref="DistributedApplicationException">There is no such receiver.</exception>
    public AlertmanagerConfiguration SetWebhook(string receiver, string key, string value) =>
        Replace(
            $"  - name: {receiver}",
            $"  - {{ name: {receiver}, webhook_configs: [{{ {key}: "
                + $"'{value.Replace("'", "''", StringComparison.Ordinal)}', send_resolved: false }}] }}"
        );

    /// <summary>Reads files relative to the working directory instead of to the root.</summary>
    public AlertmanagerConfiguration MakeRelative(string folder)
    {
        Text = Text.Replace($" {folder}/", $" {folder.TrimStart('/')}/", StringComparison.Ordinal);
        return this;
    }

    /// <summary>
    /// Reads templates beside the configuration instead of by their path in a container, which none is where there is
    /// no container.
    /// </summary>
    public AlertmanagerConfiguration MakeTemplatesRelative(string folder)
    {
        Text = Regex.Replace(
            Text,
            @"^templates:.*?(?=^[^\s#-]|\z)",
            list => list.Value.Replace($"{folder}/", "", StringComparison.Ordinal),
            RegexOptions.Multiline | RegexOptions.Singleline
        );
        return this;
    }

    private AlertmanagerConfiguration Replace(string start, string line)
    {
        if (!Line(start).IsMatch(Text))
        {
            throw new DistributedApplicationException(
                $"alertmanager.yml has no line '{start.Trim()}'. Put it back: the AppHost writes an address there."
            );
        }

        Text = Line(start).Replace(Text, _ => line, 1);
        return this;
    }

    private static Regex Line(string start) => new($"^{Regex.Escape(start)}.*$", RegexOptions.Multiline);
}
