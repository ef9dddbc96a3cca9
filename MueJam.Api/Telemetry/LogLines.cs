using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MueJam.Api.Telemetry;

/// <summary>
/// The API's log on the console: an entry a line, with its time (UTC), its level and, within a request, the id of its
/// trace, by which it is found on the dashboard and in the answer of a failed request.
/// </summary>
internal sealed class LogLines() : ConsoleFormatter(Format)
{
    private const string Format = "muejam";
    private const string NoTrace = "-";

    /// <summary>Registers it.</summary>
    /// <param name="builder">The API.</param>
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Logging.AddConsole(console => console.FormatterName = Format);
        builder.Logging.AddConsoleFormatter<LogLines, ConsoleFormatterOptions>();
    }

    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var text = $"{logEntry.Formatter(logEntry.State, logEntry.Exception)} {logEntry.Exception}".TrimEnd();
        textWriter.Write(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.WriteLine(
            $" {Level(logEntry.LogLevel)} {Activity.Current?.TraceId.ToHexString() ?? NoTrace} "
                + $"{logEntry.Category}: {OneLine(text)}"
        );
    }

    /// <summary>Whatever an entry holds, it does not look like another.</summary>
    private static string OneLine(string text) =>
        string.Join(
            ' ',
            text.Split(['\r', '\n', '\t', '\e'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );

    private static string Level(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "error",
            _ => "fatal",
        };
}
