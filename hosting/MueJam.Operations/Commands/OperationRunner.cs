using System.Text.Json;
using MueJam.Operations.Reports;
using MueJam.Operations.Stack;
using Npgsql;
using StackExchange.Redis;

namespace MueJam.Operations.Commands;

/// <summary>Runs operations on this AppHost's stack, and says in one line why one failed.</summary>
internal sealed class OperationRunner(OperatedStack stack) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Runs one.</summary>
    public async Task<Result> RunAsync(
        Operation operation,
        Report report,
        Func<OperatedStack, Task<Result>> run,
        CancellationToken cancellationToken
    )
    {
        if (operation.IsExclusive && !await _turn.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return Result.Bad("Another backup, restore or clean is running. Wait until it has ended.");
        }

        try
        {
            return await run(stack);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            var reason = e is OperationCanceledException ? "" : $" {e.Message}";
            report.Step($"'{operation.Name}' was interrupted.{reason}");
            throw new OperationCanceledException(reason, e, cancellationToken);
        }
        catch (Exception e)
            when (e
                    is OperationException
                        or HttpRequestException
                        or NpgsqlException
                        or RedisException
                        or IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or OperationCanceledException
            )
        {
            return Result.Bad(e.Message);
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
