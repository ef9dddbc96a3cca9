using System.Buffers.Binary;
using System.Text.Json;
using ZiggyCreatures.Caching.Fusion.Internals;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace MueJam.Api.Caching;

/// <summary>Entries in Redis: the answer's bytes as they are, behind a head of times and tags; everything else as JSON.</summary>
internal sealed class CacheSerializer : IFusionCacheSerializer
{
    // The first byte tells the layout: JSON begins with '{' or 'n'.
    private const byte Layout = 2;
    private const int Expiration = 1;
    private const int Timestamp = Expiration + sizeof(long);
    private const int CreatedAt = Timestamp + sizeof(long);
    private const int Size = CreatedAt + sizeof(long);
    private const int Tags = Size + sizeof(long);

    /// <summary>Whether an entry's time is not over. An entry whose time is over is kept for when the database is gone.</summary>
    public static bool IsFresh(ReadOnlySpan<byte> data)
        => data.Length > Tags && data[0] == Layout && BinaryPrimitives.ReadInt64LittleEndian(data[Expiration..]) > DateTimeOffset.UtcNow.Ticks;

    public byte[] Serialize<T>(T? obj) => obj is FusionCacheDistributedEntry<CachedBody> { Value: not null } entry
        ? Write(entry)
        : JsonSerializer.SerializeToUtf8Bytes(obj);

    public T? Deserialize<T>(byte[] data)
        => typeof(T) == typeof(FusionCacheDistributedEntry<CachedBody>) && data.Length > Tags && data[0] == Layout
            ? (T)(object)Read(data)
            : JsonSerializer.Deserialize<T>(data);

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => ValueTask.FromResult(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => ValueTask.FromResult(Deserialize<T>(data));

    private static byte[] Write(FusionCacheDistributedEntry<CachedBody> entry)
    {
        var tags = entry.Tags ?? [];
        var data = new byte[Tags + 1 + tags.Length + entry.Value.Json.Length];
        data[0] = Layout;
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(Expiration), entry.LogicalExpirationTimestamp);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(Timestamp), entry.Timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(CreatedAt), entry.Value.CreatedAt);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(Size), entry.Metadata?.Size ?? 1);
        data[Tags] = (byte)tags.Length;
        for (var i = 0; i < tags.Length; i++)
        {
            data[Tags + 1 + i] = CacheKeys.ToByte(tags[i]);
        }

        entry.Value.Json.CopyTo(data.AsMemory(Tags + 1 + tags.Length));
        return data;
    }

    private static FusionCacheDistributedEntry<CachedBody> Read(byte[] data)
    {
        var tags = new string[data[Tags]];
        for (var i = 0; i < tags.Length; i++)
        {
            tags[i] = CacheKeys.FromByte(data[Tags + 1 + i]);
        }

        return new FusionCacheDistributedEntry<CachedBody>(
            new CachedBody(data.AsMemory(Tags + 1 + tags.Length), BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(CreatedAt))),
            BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(Timestamp)),
            BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(Expiration)),
            tags,
            new FusionCacheEntryMetadata(isStale: false, null, null, null, BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(Size)), null));
    }
}
