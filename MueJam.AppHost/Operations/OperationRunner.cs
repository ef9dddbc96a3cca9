using System.Text.Json;
using Npgsql;
using StackExchange.Redis;

namespace MueJam.AppHost.Operations;

/// <summary>Runs operations on this AppHost's stack, and says in one line why one failed.</summary>
internal sealed class OperationRunner(RunningStack stack) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <returns>An exit code.</returns>
    public async Task<int> RunAsync(string name, OperationOptions options, IReport report, CancellationToken cancellationToken)
    {
        if (OperationList.All.SingleOrDefault(operation => operation.Name == name) is not { } operation)
        {
            report.Line($"The running stack knows no '{name}': it was started from another version. Start it again.", Tone.Bad);
            return ExitCodes.Usage;
        }

        var isTurn = !operation.IsExclusive || await _turn.WaitAsync(TimeSpan.Zero, cancellationToken);
        if (!isTurn)
        {
            report.Line("Another backup, restore or clean is running. Wait until it has ended.", Tone.Bad);
            return ExitCodes.Failed;
        }

        try
        {
            return await operation.RunAsync(stack, options, report, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report.Line("Interrupted.", Tone.Bad);
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (e is OperationException or HttpRequestException or NpgsqlException or RedisException or IOException or UnauthorizedAccessException or JsonException or OperationCanceledException)
        {
            report.Line(e.Message, Tone.Bad);
            return ExitCodes.Failed;
        }
        finally
        {
            if (operation.IsExclusive)
            {
                _turn.Release();
            }
        }
    }

    public void Dispose() => _turn.Dispose();
}
