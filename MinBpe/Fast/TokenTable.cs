using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static MinBpe.ByteHash;

namespace MinBpe;

/// <summary>
/// From a token's bytes to its id. Tokens of up to 8 bytes, of up to 16, and longer ones have a table each; those of two
/// bytes, which every merge starts with, have one more, without hashing.
/// </summary>
/// <remarks>
/// Open addressing with linear probing, at most three quarters full. Tokens go in by rank, so frequent ones sit in the first slot tried.
/// Callers must be able to read <see cref="Readable"/> bytes from where a key starts.
/// </remarks>
internal sealed class TokenTable
{
    /// <summary>No such token.</summary>
    public const int None = -1;

    private readonly PackedTokens tokens;
    private readonly int[] pairs = new int[1 << 16];
    private readonly ShortSlot[] shorts;
    private readonly MediumSlot[] mediums;
    private readonly LongSlot[] longs;
    private readonly HashFilter filter;
    private readonly int shortShift, mediumShift, longShift, longest;

    /// <summary>The table of a vocabulary.</summary>
    /// <exception cref="ArgumentException">A token is empty, twice there, or a single byte is missing.</exception>
    public TokenTable(PackedTokens tokens)
    {
        this.tokens = tokens;
        var (shortCount, mediumCount, longCount) = Count(tokens);
        (shorts, shortShift) = Slots<ShortSlot>(shortCount);
        (mediums, mediumShift) = Slots<MediumSlot>(mediumCount);
        (longs, longShift) = Slots<LongSlot>(longCount);
        filter = new HashFilter(shortCount + mediumCount + longCount);
        MemoryMarshal.AsBytes(pairs.AsSpan()).Fill(0xFF); // None; the runtime has this compiled for bytes
        MemoryMarshal.AsBytes(Bytes.AsSpan()).Fill(0xFF);
        longest = Fill();
        int missing = Bytes.AsSpan().IndexOf(None);
        if (missing >= 0)
        {
            throw new ArgumentException($"The vocabulary has no token for the single byte 0x{missing:X2}. All 256 must be there, or not every text can be encoded.", nameof(tokens));
        }
    }

    /// <summary>
    /// Has this class compiled on a thread of its own, by making the table of the single bytes, while the caller goes on: the first load
    /// of a process waits for the compiler longer than for the tables.
    /// </summary>
    public static void CompileMeanwhile() =>
        new Thread(static () => _ = new TokenTable(new PackedTokens([.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value })]))) { IsBackground = true }.Start();

    /// <summary>Ids of the 256 single bytes.</summary>
    public int[] Bytes { get; } = new int[256];

    /// <summary>The id of a token of two bytes, given as a little-endian number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindPair(ushort bytes) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(pairs), bytes);

    /// <summary>The id of a token, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref byte bytes, int length) =>
        length <= MaxShort ? FindShort(Key(ref bytes, length), length) : FindLonger(ref bytes, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindShort(ulong key, int length)
    {
        ulong hash = ByteHash.Of(key, length);
        if (!filter.MayHave(hash))
        {
            return None;
        }

        ref var slots = ref MemoryMarshal.GetArrayDataReference(shorts);
        for (int at = (int)(hash >> shortShift); ; at = (at + 1) & (shorts.Length - 1))
        {
            ref var slot = ref Unsafe.Add(ref slots, at);
            if (slot.Key == key && slot.Length == length)
            {
                return slot.Id;
            }

            if (slot.Length == 0)
            {
                return None;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int FindLonger(ref byte bytes, int length)
    {
        if (length <= MaxMedium)
        {
            ulong first = Key(ref bytes, MaxShort), second = Key(ref Unsafe.Add(ref bytes, MaxShort), length - MaxShort);
            ulong both = ByteHash.Of(first, second, length);
            if (!filter.MayHave(both))
            {
                return None;
            }

            for (int at = (int)(both >> mediumShift); ; at = (at + 1) & (mediums.Length - 1))
            {
                ref var slot = ref mediums[at];
                if (slot.First == first && slot.Second == second && slot.Length == length)
                {
                    return slot.Id;
                }

                if (slot.Length == 0)
                {
                    return None;
                }
            }
        }

        if (length > longest)
        {
            return None;
        }

        var all = MemoryMarshal.CreateReadOnlySpan(ref bytes, length);
        ulong hash = ByteHash.Of(ref bytes, length);
        if (!filter.MayHave(hash))
        {
            return None;
        }

        for (int at = (int)(hash >> longShift); ; at = (at + 1) & (longs.Length - 1))
        {
            ref var slot = ref longs[at];
            if (slot.Length == 0)
            {
                return None;
            }

            if (slot.Hash == (uint)hash && slot.Length == length && all.SequenceEqual(tokens.Of(slot.Id)))
            {
                return slot.Id;
            }
        }
    }

    // Vocabularies are loaded once, on the first call of everything: hence the compiler's full strength at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Short, int Medium, int Long) Count(PackedTokens tokens)
    {
        int shortCount = 0, mediumCount = 0, longCount = 0;
        for (int id = 0; id < tokens.Count; id++)
        {
            int length = tokens.Length(id);
            shortCount += length is > 0 and <= MaxShort ? 1 : 0;
            mediumCount += length is > MaxShort and <= MaxMedium ? 1 : 0;
            longCount += length > MaxMedium ? 1 : 0;
        }

        return (shortCount, mediumCount, longCount);
    }

    /// <summary>Puts all tokens in, and returns the longest one's length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Fill()
    {
        int longestLength = 0;
        for (int id = 0; id < tokens.Count; id++)
        {
            int length = tokens.Length(id);
            ref byte token = ref tokens.Start(id);
            longestLength = Math.Max(longestLength, length);
            if (length > MaxMedium)
            {
                AddLong(id);
            }
            else if (length > MaxShort)
            {
                AddMedium(Key(ref token, MaxShort), Key(ref Unsafe.Add(ref token, MaxShort), length - MaxShort), length, id);
            }
            else if (length > 0)
            {
                AddShort(Key(ref token, length), length, id);
            }
        }

        return longestLength;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddShort(ulong key, int length, int id)
    {
        ulong hash = ByteHash.Of(key, length);
        filter.Add(hash);
        int at = (int)(hash >> shortShift);
        for (; shorts[at].Length != 0; at = (at + 1) & (shorts.Length - 1))
        {
            if (shorts[at].Key == key && shorts[at].Length == length)
            {
                ThrowTwice(shorts[at].Id, id);
            }
        }

        shorts[at] = new ShortSlot { Key = key, Id = id, Length = length };
        if (length == 1)
        {
            Bytes[key] = id;
        }
        else if (length == 2)
        {
            pairs[key] = id;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddMedium(ulong first, ulong second, int length, int id)
    {
        ulong hash = ByteHash.Of(first, second, length);
        filter.Add(hash);
        int at = (int)(hash >> mediumShift);
        for (; mediums[at].Length != 0; at = (at + 1) & (mediums.Length - 1))
        {
            if (mediums[at].First == first && mediums[at].Second == second && mediums[at].Length == length)
            {
                ThrowTwice(mediums[at].Id, id);
            }
        }

        mediums[at] = new MediumSlot { First = first, Second = second, Id = id, Length = length };
    }

    private void AddLong(int id)
    {
        var token = tokens.Of(id);
        ulong hash = ByteHash.Of(ref tokens.Start(id), token.Length);
        filter.Add(hash);
        int at = (int)(hash >> longShift);
        for (; longs[at].Length != 0; at = (at + 1) & (longs.Length - 1))
        {
            if (longs[at].Hash == (uint)hash && longs[at].Length == token.Length && token.SequenceEqual(tokens.Of(longs[at].Id)))
            {
                ThrowTwice(longs[at].Id, id);
            }
        }

        longs[at] = new LongSlot { Hash = (uint)hash, Id = id, Length = token.Length };
    }

    private static void ThrowTwice(int first, int second) =>
        throw new ArgumentException($"Tokens {first} and {second} of the vocabulary have the same bytes.", nameof(tokens));

    private static (TSlot[] Slots, int Shift) Slots<TSlot>(int count)
    {
        uint size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count + (count / 3)));
        return (new TSlot[size], 64 - BitOperations.Log2(size));
    }

    // In each of the slots a length of 0 says that it is free.
    private struct ShortSlot
    {
        public ulong Key;
        public int Id, Length;
    }

    private struct MediumSlot
    {
        public ulong First, Second;
        public int Id, Length;
    }

    private struct LongSlot
    {
        public uint Hash;
        public int Id, Length;
    }
}
