using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace MueJam.Tests.Support;

/// <summary>Requests that go on until it is stopped; each answer is kept with its status and time.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly Task[] _workers;

    /// <summary>Starts workers that send one request after another.</summary>
    public Load(int workers, Func<int, Task<HttpResponseMessage>> send) =>
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => RunAsync(worker, send)))];

    public IReadOnlyCollection<Answer> Answers => _answers;

    /// <summary>Waits for so many answers more.</summary>
    public Task MoreAsync(int answers)
    {
        var goal = _answers.Count + answers;
        return Eventually.GetAsync(_ => Task.FromResult(_answers.Count), count => count >= goal);
    }

    public async Task<IReadOnlyCollection<Answer>> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
        return _answers;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(int worker, Func<int, Task<HttpResponseMessage>> send)
    {
        while (!_stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await send(worker);
            await answer.Content.LoadIntoBufferAsync();
            var stale =
                answer.Headers.TryGetValues("Cache-Status", out var status)
                && status.Any(s => s.Contains("stale", StringComparison.Ordinal));
            _answers.Enqueue(new Answer(answer.StatusCode, Stopwatch.GetElapsedTime(began), stale));
        }
    }

    /// <summary>An answer.</summary>
    internal sealed record Answer(HttpStatusCode Status, TimeSpan Time, bool IsStale);
}
