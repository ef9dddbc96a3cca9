using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace MueJam.Api.Lists;

/// <summary>
/// An opaque place in a list: the order's value (a time in ticks, a rank) and the id of the last entry before it.
/// </summary>
/// <param name="Order">The value of the order, or 0 where the id is the order.</param>
/// <param name="Id">Breaks ties.</param>
public readonly record struct Cursor(long Order, long Id)
{
    private const int Bytes = 2 * sizeof(long);
    private const int Characters = 22;

    /// <summary>Before everything, in a list that descends.</summary>
    public static Cursor Top { get; } = new(long.MaxValue, long.MaxValue);

    /// <summary>The time, for a list in order of time.</summary>
    public DateTime Time =>
        Order >= 0 && Order <= DateTime.MaxValue.Ticks
            ? new DateTime(Order, DateTimeKind.Utc)
            : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    /// <summary>The value, for a list in order of a real number.</summary>
    public double Rank => Order == long.MaxValue ? double.PositiveInfinity : BitConverter.Int64BitsToDouble(Order);

    /// <summary>A place by time.</summary>
    public static Cursor Of(DateTime time, long id) => new(time.Ticks, id);

    /// <summary>A place by a real number.</summary>
    public static Cursor Of(double rank, long id) => new(BitConverter.DoubleToInt64Bits(rank), id);

    /// <summary>The place as clients see it.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Order);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], Id);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse(string? text, out Cursor cursor)
    {
        cursor = Top;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[Bytes];
        // Of the right length and no space within: anything else may decode to more bytes than there is room for, which
        // throws.
        if (
            text.Length != Characters
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done
            || written != Bytes
        )
        {
            return false;
        }

        cursor = new Cursor(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..])
        );
        return cursor.Id > 0 && !double.IsNaN(cursor.Rank);
    }
}
