using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MinBpe;

/// <summary>
/// Remembers the ids of pieces that are no token themselves, so that frequent words merge once. Each piece has one place, where
/// the latest one stays; an entry is one line of the processor's cache.
/// </summary>
internal sealed class PieceCache
{
    /// <summary>The longest piece, in bytes.</summary>
    public const int MaxLength = 32;

    /// <summary>The most ids.</summary>
    public const int MaxIds = 7;

    private const int Bits = 16;

    private static readonly byte[] Mask = [.. Enumerable.Repeat((byte)0xFF, MaxLength), .. Enumerable.Repeat((byte)0, MaxLength)];

    // One more than there are places, and pinned: so the first place can be moved up to where a line begins, and stays there.
    private readonly Entry[] entries = GC.AllocateArray<Entry>((1 << Bits) + 1, pinned: true);
    private readonly nuint start;

    /// <summary>An empty cache.</summary>
    public unsafe PieceCache() => start = (nuint)(-(nint)Unsafe.AsPointer(ref entries[0])) % (nuint)sizeof(Entry);

    /// <summary>The place of a piece, and whether it is there; if not, it may be filled in.</summary>
    /// <param name="piece">First byte; 32 bytes can be read.</param>
    /// <param name="length">At most <see cref="MaxLength"/>.</param>
    /// <param name="isThere">True if the entry holds the piece's ids.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Entry Find(ref byte piece, int length, out bool isThere)
    {
        var key = Vector256.LoadUnsafe(ref piece) & Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Mask), (nuint)(MaxLength - length));
        var words = key.AsUInt64();
        ulong hash = ((words[0] * 0x9E3779B97F4A7C15) ^ (words[1] * 0xA0761D6478BD642F) ^ (words[2] * 0xE7037ED1A0B428DB) ^ (words[3] * 0x8EBC6AF09C88C6E3)) + (ulong)length;
        hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93;
        ref var first = ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(entries), start);
        ref var entry = ref Unsafe.Add(ref first, (int)(hash >> (64 - Bits)));
        isThere = entry.Length == length && entry.Key == key;
        if (!isThere)
        {
            entry.Key = key;
            entry.Length = (byte)length;
            entry.Count = 0;
        }

        return ref entry;
    }

    /// <summary>A piece and its ids.</summary>
    public struct Entry
    {
        public Vector256<byte> Key;
        public byte Length;

        /// <summary>How many ids; 0: there were too many.</summary>
        public byte Count;

        public Ids Ids;
    }

    /// <summary>Room for ids.</summary>
    [InlineArray(MaxIds)]
    public struct Ids
    {
        private int first;
    }
}
