using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MueJam.Tests.Support;

/// <summary>Waits on conditions, never for a fixed time.</summary>
internal static class Eventually
{
    /// <summary>Asks until the answer satisfies the condition.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">It did not within the time; the last answer or error is in the
    /// message.</exception>
    public static async Task<T> GetAsync<T>(
        Func<CancellationToken, Task<T>> ask,
        Func<T, bool> satisfied,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(satisfied))] string what = ""
    )
    {
        var limit = within ?? TimeSpan.FromSeconds(60);
        var clock = Stopwatch.StartNew();
        using var timeout = new CancellationTokenSource(limit);
        var last = "no answer";
        while (true)
        {
            try
            {
                var value = await ask(timeout.Token);
                if (satisfied(value))
                {
                    return value;
                }

                last = value?.ToString() ?? "null";
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested)
            {
                // The last answer tells more than that time ran out.
            }
            catch (Exception e)
            {
                last = e.Message;
            }

            if (clock.Elapsed >= limit)
            {
                Assert.Fail($"Not within {limit.TotalSeconds:0} s: {what}. Last: {last}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }
}
