using System.Buffers.Binary;

namespace Micrograd;

/// <summary>
/// MT19937 (Matsumoto and Nishimura 1998): 624 words of state, period 2^19937 - 1. PyTorch's CPU generator and
/// Python's <c>random</c> both draw from it; they differ only in how they seed it and in what they make of its words.
/// </summary>
public sealed class MersenneTwister
{
    private const int N = 624;
    private const int M = 397;

    /// <summary>The length in bytes of <see cref="GetState"/>: 624 words and the position, 32 bits each.</summary>
    public const int StateBytes = (N + 1) * sizeof(uint);

    private readonly uint[] words = new uint[N];
    private int next = N; // N: all words are used up, the next draw makes 624 new ones

    /// <summary>Seeds with one word, as PyTorch's <c>manual_seed</c> does (of a larger seed it takes the low 32 bits).</summary>
    public MersenneTwister(uint seed) => Seed(seed);

    /// <summary>Seeds with a key of any length of at least one word, as Python's <c>random.seed</c> does ("init_by_array").</summary>
    public MersenneTwister(ReadOnlySpan<uint> key)
    {
        if (key.IsEmpty)
        {
            throw new ArgumentException("MersenneTwister: the key is empty; give it at least one word.", nameof(key));
        }

        Seed(19650218);
        int i = 1, j = 0;
        for (int k = Math.Max(N, key.Length); k > 0; k--)
        {
            words[i] = (words[i] ^ (Carry(i) * 1664525)) + key[j] + (uint)j;
            Advance(ref i);
            if (++j == key.Length)
            {
                j = 0;
            }
        }

        for (int k = N - 1; k > 0; k--)
        {
            words[i] = (words[i] ^ (Carry(i) * 1566083941)) - (uint)i;
            Advance(ref i);
        }

        words[0] = 0x80000000; // the top bit makes sure that the state is not all zero
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (next == N)
        {
            Twist();
        }

        uint y = words[next++];
        y ^= y >> 11; // tempering: spreads the bits, so that consecutive outputs are equidistributed
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    /// <summary>The next 64 random bits: the first word drawn is the high half (PyTorch's order).</summary>
    public ulong NextUInt64()
    {
        ulong high = NextUInt32();
        return (high << 32) | NextUInt32();
    }

    /// <summary>The whole state in <see cref="StateBytes"/> bytes, little-endian; for checkpoints.</summary>
    public byte[] GetState()
    {
        var state = new byte[StateBytes];
        for (int i = 0; i < N; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(state.AsSpan(i * sizeof(uint)), words[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(state.AsSpan(N * sizeof(uint)), next);
        return state;
    }

    /// <summary>Goes on from a state that <see cref="GetState"/> gave.</summary>
    /// <exception cref="DataException">The bytes are not such a state.</exception>
    public void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes)
        {
            throw new DataException($"A Mersenne Twister state has {StateBytes} bytes, not {state.Length}: it was cut off, or is something else.");
        }

        int position = BinaryPrimitives.ReadInt32LittleEndian(state[(N * sizeof(uint))..]);
        if (position is < 0 or > N)
        {
            throw new DataException($"A Mersenne Twister state has a position from 0 to {N}, not {position}: the bytes are damaged, or something else.");
        }

        for (int i = 0; i < N; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(state[(i * sizeof(uint))..]);
        }

        next = position;
    }

    private void Seed(uint seed)
    {
        words[0] = seed;
        for (int i = 1; i < N; i++)
        {
            words[i] = Carry(i) * 1812433253 + (uint)i;
        }
    }

    private uint Carry(int i) => words[i - 1] ^ (words[i - 1] >> 30);

    private void Advance(ref int i)
    {
        if (++i < N)
        {
            return;
        }

        words[0] = words[N - 1];
        i = 1;
    }

    /// <summary>The recurrence x[k+n] = x[k+m] xor (upper bit of x[k] | lower 31 bits of x[k+1]) A, for all 624 words.</summary>
    private void Twist()
    {
        for (int k = 0; k < N; k++)
        {
            uint y = (words[k] & 0x80000000) | (words[k + 1 < N ? k + 1 : 0] & 0x7fffffff);
            uint product = (y >> 1) ^ ((uint)-(int)(y & 1) & 0x9908b0df);
            words[k] = words[k + M < N ? k + M : k + M - N] ^ product;
        }

        next = 0;
    }
}
