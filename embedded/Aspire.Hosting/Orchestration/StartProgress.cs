namespace Aspire.Hosting.Orchestration;

/// <summary>A line for every step of the start that takes long; silent under test.</summary>
internal sealed class StartProgress : IProgress<string>
{
    private Action<string>? _write;

    public void To(Action<string> write) => _write = write;

    public void Report(string value) => _write?.Invoke(value);
}
