using MueJam.Api.Data;

namespace MueJam.Api.Telemetry;

/// <summary>The last readings of the connection pools' instruments.</summary>
internal sealed class PoolReadings
{
    private static readonly string[] Names = [DataServices.PrimaryPool, DataServices.ReplicaPool];

    private readonly Dictionary<(string Pool, string Reading), long> _readings = [];
    private readonly Lock _lock = new();

    public static bool IsKnown(string pool) => pool is DataServices.PrimaryPool or DataServices.ReplicaPool;

    public void Set(string pool, string reading, long value)
    {
        lock (_lock)
        {
            _readings[(pool, reading)] = value;
        }
    }

    public IReadOnlyList<PoolFigures> Figures()
    {
        lock (_lock)
        {
            return
            [
                .. from pool in Names
                let max = _readings.GetValueOrDefault((pool, "max"))
                where max > 0
                let busy = _readings.GetValueOrDefault((pool, "used"))
                select new PoolFigures(
                    pool,
                    busy,
                    _readings.GetValueOrDefault((pool, "idle")),
                    max,
                    100.0 * busy / max
                ),
            ];
        }
    }
}
