using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MinBpe;

/// <summary>
/// Hashes of short byte strings, which are read as numbers: up to 8 bytes are one key, up to 16 are two, and only longer ones
/// take a loop. Callers must be able to read <see cref="Readable"/> bytes from where a string starts, however short it is.
/// </summary>
internal static class ByteHash
{
    /// <summary>The longest string that is one key.</summary>
    public const int MaxShort = sizeof(ulong);

    /// <summary>The longest string that is two keys.</summary>
    public const int MaxMedium = 2 * MaxShort;

    /// <summary>So many bytes are read at most where a string is shorter.</summary>
    public const int Readable = MaxMedium;

    /// <summary>The hash of any string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ref byte bytes, int length) =>
        length <= MaxShort ? Of(Key(ref bytes, length), length)
        : length <= MaxMedium ? Of(Key(ref bytes, MaxShort), Key(ref Unsafe.Add(ref bytes, MaxShort), length - MaxShort), length)
        : OfLong(MemoryMarshal.CreateReadOnlySpan(ref bytes, length));

    /// <summary>The first 1 to 8 bytes as a number, zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(ref byte bytes, int length) => Unsafe.ReadUnaligned<ulong>(ref bytes) & (ulong.MaxValue >> (64 - (8 * length)));

    /// <summary>The hash of one key. A product carries every bit upwards; the upper half, folded down, and a second product reach the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong key, int length)
    {
        ulong hash = (key + (ulong)length) * 0x9E3779B97F4A7C15;
        return (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
    }

    /// <summary>The hash of two keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong first, ulong second, int length) => Of(first ^ BitOperations.RotateLeft(second * 0xA0761D6478BD642F, 29), length);

    private static ulong OfLong(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length;
        for (; bytes.Length > MaxShort; bytes = bytes[MaxShort..])
        {
            hash = Of(hash ^ MemoryMarshal.Read<ulong>(bytes), MaxShort);
        }

        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * 0x9E3779B97F4A7C15;
        }

        return Of(hash, MaxShort);
    }
}
