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
/// Open addressing with linear probing, at most half full. Tokens go in by rank, so frequent ones sit in the first slot tried.
/// Callers must be able to read 16 bytes from where a key starts.
/// </remarks>
internal sealed class TokenTable
{
    /// <summary>No such token.</summary>
    public const int None = -1;

    private readonly byte[]?[] tokens;
    private readonly int[] pairs = new int[1 << 16];
    private readonly ShortSlot[] shorts;
    private readonly MediumSlot[] mediums;
    private readonly LongSlot[] longs;
    private readonly int shortShift, mediumShift, longShift, longest;

    /// <summary>The table of a vocabulary.</summary>
    /// <exception cref="ArgumentException">A token is empty, twice there, or a single byte is missing.</exception>
    public TokenTable(byte[]?[] tokens)
    {
        this.tokens = tokens;
        (shorts, shortShift) = Slots<ShortSlot>(tokens, 1, MaxShort);
        (mediums, mediumShift) = Slots<MediumSlot>(tokens, MaxShort + 1, MaxMedium);
        (longs, longShift) = Slots<LongSlot>(tokens, MaxMedium + 1, int.MaxValue);
        Array.Fill(pairs, None);
        Span<byte> padded = stackalloc byte[MaxMedium];
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is not { } token)
            {
                continue;
            }

            longest = Math.Max(longest, token.Length);
            if (token.Length <= MaxMedium)
            {
                padded.Clear();
                token.CopyTo(padded);
                Add(ref MemoryMarshal.GetReference(padded), token.Length, id);
            }
            else
            {
                Add(ref MemoryMarshal.GetArrayDataReference(token), token.Length, id);
            }
        }

        for (int value = 0; value < Bytes.Length; value++)
        {
            padded.Clear();
            padded[0] = (byte)value;
            Bytes[value] = Find(ref MemoryMarshal.GetReference(padded), 1);
            if (Bytes[value] == None)
            {
                throw new ArgumentException($"The vocabulary has no token for the single byte 0x{value:X2}. All 256 must be there, or not every text can be encoded.", nameof(tokens));
            }
        }
    }

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
        ref var slots = ref MemoryMarshal.GetArrayDataReference(shorts);
        for (int at = (int)(ByteHash.Of(key, length) >> shortShift); ; at = (at + 1) & (shorts.Length - 1))
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindLonger(ref byte bytes, int length)
    {
        if (length <= MaxMedium)
        {
            ulong first = Key(ref bytes, MaxShort), second = Key(ref Unsafe.Add(ref bytes, MaxShort), length - MaxShort);
            for (int at = (int)(ByteHash.Of(first, second, length) >> mediumShift); ; at = (at + 1) & (mediums.Length - 1))
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
        for (int at = (int)(hash >> longShift); ; at = (at + 1) & (longs.Length - 1))
        {
            ref var slot = ref longs[at];
            if (slot.Length == 0)
            {
                return None;
            }

            if (slot.Hash == (uint)hash && slot.Length == length && all.SequenceEqual(tokens[slot.Id]))
            {
                return slot.Id;
            }
        }
    }

    private void Add(ref byte bytes, int length, int id)
    {
        if (length == 0)
        {
            throw new ArgumentException($"Token {id} of the vocabulary is empty.", nameof(tokens));
        }

        int other = Find(ref bytes, length);
        if (other != None)
        {
            throw new ArgumentException($"Tokens {other} and {id} of the vocabulary have the same bytes.", nameof(tokens));
        }

        if (length <= MaxShort)
        {
            ulong key = Key(ref bytes, length);
            if (length == 2)
            {
                pairs[(int)key] = id;
            }

            shorts[FreeSlot(shorts, ByteHash.Of(key, length) >> shortShift)] = new ShortSlot { Key = key, Id = id, Length = length };
        }
        else if (length <= MaxMedium)
        {
            ulong first = Key(ref bytes, MaxShort), second = Key(ref Unsafe.Add(ref bytes, MaxShort), length - MaxShort);
            mediums[FreeSlot(mediums, ByteHash.Of(first, second, length) >> mediumShift)] = new MediumSlot { First = first, Second = second, Id = id, Length = length };
        }
        else
        {
            ulong hash = ByteHash.Of(ref bytes, length);
            longs[FreeSlot(longs, hash >> longShift)] = new LongSlot { Hash = (uint)hash, Id = id, Length = length };
        }
    }

    private static int FreeSlot<TSlot>(TSlot[] slots, ulong at)
        where TSlot : ISlot
    {
        while (slots[at].Length != 0)
        {
            at = (at + 1) & (ulong)(slots.Length - 1);
        }

        return (int)at;
    }

    private static (TSlot[] Slots, int Shift) Slots<TSlot>(byte[]?[] tokens, int shortest, int longest)
    {
        int count = 0;
        foreach (byte[]? token in tokens)
        {
            count += token is not null && token.Length >= shortest && token.Length <= longest ? 1 : 0;
        }

        uint size = BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * count));
        return (new TSlot[size], 64 - BitOperations.Log2(size));
    }

    /// <summary>A slot of length 0 is free.</summary>
    private interface ISlot
    {
        int Length { get; }
    }

    private struct ShortSlot : ISlot
    {
        public ulong Key;
        public int Id;

        public int Length { readonly get; init; }
    }

    private struct MediumSlot : ISlot
    {
        public ulong First, Second;
        public int Id;

        public int Length { readonly get; init; }
    }

    private struct LongSlot : ISlot
    {
        public uint Hash;
        public int Id;

        public int Length { readonly get; init; }
    }
}
