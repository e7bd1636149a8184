using System.Buffers.Binary;

namespace Micrograd;

/// <summary>
/// Everything that decides a generator's next draws, in 2509 bytes for a checkpoint: the Mersenne Twister's state, a flag,
/// and the cached second value of the last normal pair. Our own layout, not that of PyTorch or Python.
/// </summary>
internal static class GeneratorState
{
    private const int Length = MersenneTwister.StateBytes + 1 + sizeof(double);

    public static byte[] Pack(MersenneTwister engine, double? cached)
    {
        var state = new byte[Length];
        engine.GetState().CopyTo(state, 0);
        state[MersenneTwister.StateBytes] = cached.HasValue ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteDoubleLittleEndian(state.AsSpan(MersenneTwister.StateBytes + 1), cached ?? 0);
        return state;
    }

    /// <summary>Sets the engine and returns the cached value; changes nothing when the bytes are not a state.</summary>
    public static double? Unpack(ReadOnlySpan<byte> state, MersenneTwister engine)
    {
        if (state.Length != Length)
        {
            throw new DataException($"The state of a generator has {Length} bytes, not {state.Length}: it was cut off, or is something else.");
        }

        byte flag = state[MersenneTwister.StateBytes];
        if (flag > 1)
        {
            throw new DataException($"The state of a generator is damaged: its flag byte is {flag}, not 0 or 1.");
        }

        engine.SetState(state[..MersenneTwister.StateBytes]);
        return flag == 1 ? BinaryPrimitives.ReadDoubleLittleEndian(state[(MersenneTwister.StateBytes + 1)..]) : null;
    }
}
