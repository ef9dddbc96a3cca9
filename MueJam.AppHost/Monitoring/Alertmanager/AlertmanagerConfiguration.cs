using System.Text.RegularExpressions;

namespace MueJam.AppHost.Monitoring;

/// <summary>The text of <c>alertmanager.yml</c> with some of its <c>global</c> lines set to other addresses.</summary>
/// <remarks>Alertmanager expands no environment variables, and only secrets can come from files of their own.</remarks>
internal sealed class AlertmanagerConfiguration(string text)
{
    /// <summary>The configuration as Alertmanager reads it.</summary>
    public string Text { get; private set; } = text.ReplaceLineEndings("\n");

    /// <summary>Sets a value of the <c>global</c> section.</summary>
    /// <exception cref="DistributedApplicationException">The section has no such line.</exception>
    public AlertmanagerConfiguration Set(string key, string value)
    {
        if (!Line(key).IsMatch(Text))
        {
            throw new DistributedApplicationException($"alertmanager.yml has no line '{key}:' under 'global:'. Put it back: the AppHost sets it to the inbox's address.");
        }

        Text = Line(key).Replace(Text, _ => $"  {key}: {value}\n", 1);
        return this;
    }

    /// <summary>Removes a value of the <c>global</c> section, if it is there.</summary>
    public AlertmanagerConfiguration Remove(string key)
    {
        Text = Line(key).Replace(Text, "", 1);
        return this;
    }

    private static Regex Line(string key) => new($"^  {Regex.Escape(key)}:.*\n", RegexOptions.Multiline);
}
