using System.Text.RegularExpressions;
using MueJam.Operations.Stack;

namespace MueJam.Operations.Doctor;

/// <summary>A message that was not sent.</summary>
/// <param name="Integration">How it should have been, such as <c>slack</c>.</param>
/// <param name="At">When that was given up or tried.</param>
/// <param name="Reason">Alertmanager's.</param>
/// <param name="IsAttempt">It was tried again.</param>
internal sealed record FailedDelivery(string Integration, DateTimeOffset At, string Reason, bool IsAttempt)
{
    /// <summary>It could not be written: no service was even asked.</summary>
    public bool IsOfTemplate => Reason.Contains("template", StringComparison.Ordinal);
}

/// <summary>
/// Failures in Alertmanager's log: of one attempt, which names its integration, or of a whole notification, whose error
/// names one or more.
/// </summary>
internal static partial class FailedDeliveries
{
    /// <summary>Those that a line tells of.</summary>
    public static IEnumerable<FailedDelivery> Of(string line)
    {
        var (at, error) = (ResourceLogs.Time(line), ResourceLogs.Value(line, "err") ?? line);
        if (at is not { } time)
        {
            return [];
        }

        // The number that follows an integration tells several of one receiver apart.
        return ResourceLogs.Value(line, "integration")?.Split('[')[0] is { } integration
            ? [new(integration, time, error, IsAttempt: true)]
            : Part()
                .Matches(error)
                .Select(part => new FailedDelivery(
                    part.Groups["integration"].Value,
                    time,
                    part.Groups["reason"].Value,
                    IsAttempt: false
                ));
    }

    /// <summary>How many messages failed: what is tried again is told of once more when it is given up.</summary>
    public static int Count(IEnumerable<FailedDelivery> failures) =>
        failures.CountBy(failure => failure.IsAttempt).Max(kind => kind.Value);

    /// <summary>Such as <c>operations/email[0]: notify retry canceled ...</c>, separated by <c>;</c>.</summary>
    [GeneratedRegex(
        @"(?:^|;\s*)[^;/\s]+/(?<integration>[a-z0-9]+)\[\d+\]:\s*(?<reason>.+?)(?=;\s*[^;/\s]+/[a-z0-9]+\[\d+\]:|$)",
        RegexOptions.Singleline
    )]
    private static partial Regex Part();
}
