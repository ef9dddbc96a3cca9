namespace MueJam.Tests.Faults;

/// <summary>Whether people hear of an alert that fires.</summary>
internal enum Telling
{
    /// <summary>By every channel that concerns it.</summary>
    Told,

    /// <summary>Not at all: another alert says it already.</summary>
    Inhibited,

    /// <summary>
    /// Not while the fault lasts; what is scraped a moment later than its cause may outlive it by as much, and be told
    /// then.
    /// </summary>
    InhibitedMeanwhile,

    /// <summary>Perhaps: nothing gets out during the fault, and the alert may be over before something does.</summary>
    Perhaps,
}

/// <summary>An alert that a fault must raise.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">More of its labels, as a selector, where the name alone does not tell it from another.</param>
/// <param name="Telling">Whether people hear of it.</param>
internal sealed record ExpectedAlert(string Name, string Labels = "", Telling Telling = Telling.Told)
{
    /// <summary>Finds it among the series <c>ALERTS</c>.</summary>
    public string Selector => Labels.Length == 0 ? $"alertname=\"{Name}\"" : $"alertname=\"{Name}\",{Labels}";

    public bool IsTold => Telling == Telling.Told;

    public bool IsInhibited => Telling is Telling.Inhibited or Telling.InhibitedMeanwhile;

    public static implicit operator ExpectedAlert(string name) => new(name);

    public override string ToString() =>
        Labels.Length == 0 ? Name : $"{Name} ({Labels.Replace("\"", "", StringComparison.Ordinal)})";
}

/// <summary>A fault: what it is, what it must raise, how it is brought about.</summary>
/// <param name="Name">In the words of someone who looks for the cause.</param>
/// <param name="Alerts">What must fire.</param>
/// <param name="InjectAsync">Brings it about.</param>
internal sealed record Fault(
    string Name,
    IReadOnlyList<ExpectedAlert> Alerts,
    Func<FaultStack, CancellationToken, Task<Injection>> InjectAsync
)
{
    /// <summary>Whether someone can be told anything while it lasts; who cannot is told afterwards.</summary>
    public Func<string, bool> IsReached { get; init; } = _ => true;
}

/// <summary>A fault that is there.</summary>
/// <param name="Began">When, after all preparations.</param>
/// <param name="UndoAsync">Undoes it.</param>
internal sealed record Injection(DateTimeOffset Began, Func<Task> UndoAsync);
