using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MueJam.Api.Data;
using ZiggyCreatures.Caching.Fusion.Internals;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace MueJam.Api.Caching;

/// <summary>
/// Entries in Redis: the answer's bytes as they are, behind a head of times and of what they are made of.
/// </summary>
internal sealed class CacheSerializer : IFusionCacheSerializer
{
    // The first byte tells the layout: what another version has written is not there.
    private const byte Layout = 3;
    private const int Expiration = 1;
    private const int Timestamp = Expiration + sizeof(long);
    private const int CreatedAt = Timestamp + sizeof(long);
    private const int Size = CreatedAt + sizeof(long);
    private const int AsOf = Size + sizeof(long);
    private const int Tags = AsOf + sizeof(long);

    /// <summary>
    /// Whether an entry's time is not over. An entry whose time is over is kept for when the database is gone.
    /// </summary>
    public static bool IsFresh(ReadOnlySpan<byte> data) =>
        BinaryPrimitives.ReadInt64LittleEndian(data[Expiration..]) > DateTimeOffset.UtcNow.Ticks;

    /// <summary>Whether this is an entry, and nothing it is made of was written since.</summary>
    public static bool IsValid(ReadOnlySpan<byte> data, KnownWrites known) =>
        data.Length > Tags
        && data[0] == Layout
        && data.Length >= Body(data)
        && known.Hold(
            MemoryMarshal.Cast<byte, short>(data[(Tags + 1)..Body(data)]),
            BinaryPrimitives.ReadInt64LittleEndian(data[AsOf..])
        );

    public byte[] Serialize<T>(T? obj)
    {
        var entry = (FusionCacheDistributedEntry<CachedBody>)(object)obj!;
        var tags = MemoryMarshal.AsBytes(entry.Value.Tags.AsSpan());
        var data = new byte[Tags + 1 + tags.Length + entry.Value.Json.Length];
        data[0] = Layout;
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(Expiration), entry.LogicalExpirationTimestamp);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(Timestamp), entry.Timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(CreatedAt), entry.Value.CreatedAt);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(Size), entry.Metadata?.Size ?? 1);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(AsOf), entry.Value.AsOf);
        data[Tags] = (byte)entry.Value.Tags.Length;
        tags.CopyTo(data.AsSpan(Tags + 1));
        entry.Value.Json.CopyTo(data.AsMemory(Tags + 1 + tags.Length));
        return data;
    }

    public T? Deserialize<T>(byte[] data)
    {
        var body = new CachedBody(
            data.AsMemory(Body(data)),
            BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(CreatedAt)),
            MemoryMarshal.Cast<byte, short>(data.AsSpan((Tags + 1)..Body(data))).ToArray(),
            BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(AsOf))
        );
        return (T)
            (object)
                new FusionCacheDistributedEntry<CachedBody>(
                    body,
                    BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(Timestamp)),
                    BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(Expiration)),
                    null,
                    new FusionCacheEntryMetadata(
                        isStale: false,
                        null,
                        null,
                        null,
                        BinaryPrimitives.ReadInt64LittleEndian(data.AsSpan(Size)),
                        null
                    )
                );
    }

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) =>
        ValueTask.FromResult(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) =>
        ValueTask.FromResult(Deserialize<T>(data));

    private static int Body(ReadOnlySpan<byte> data) => Tags + 1 + (data[Tags] * sizeof(short));
}
