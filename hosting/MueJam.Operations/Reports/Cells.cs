using System.Globalization;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Reports;

/// <summary>Times and numbers: for people by eye, for programs exact.</summary>
internal static class Cells
{
    /// <summary>How long ago it was; what lies before 1970 never was.</summary>
    public static Cell Ago(DateTimeOffset time) =>
        time > DateTimeOffset.UnixEpoch
            ? new($"{Durations.Format(DateTimeOffset.UtcNow - time)} ago") { Value = time }
            : new("never") { Value = null };

    /// <summary>A moment.</summary>
    public static Cell At(DateTimeOffset time) => new(Moment(time)) { Value = time };

    /// <summary>A length of time; in seconds for programs.</summary>
    public static Cell Lasting(TimeSpan duration) => new(Durations.Format(duration)) { Value = duration.TotalSeconds };

    public static Cell Number(double number, Tone tone = Tone.Plain) =>
        new(number.ToString(CultureInfo.InvariantCulture), tone) { Value = number };

    /// <summary>A moment as a text.</summary>
    public static string Moment(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
}
