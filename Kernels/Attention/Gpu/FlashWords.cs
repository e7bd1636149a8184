using ILGPU;

namespace Kernels;

/// <summary>
/// Keys and values of a tile in shared memory, in words of two bf16 factors as a tensor core's B wants them: for scores
/// two neighbouring channels of a key, for outputs the same channel of two neighbouring values. The rows' lengths are
/// such that the threads of a warp read from 32 different banks.
/// </summary>
/// <typeparam name="TCore">Packs the words.</typeparam>
/// <typeparam name="TBound">Channels of a head, at most.</typeparam>
internal static class FlashWords<TCore, TBound>
    where TCore : struct, ITensorCore
    where TBound : struct, IHeadBound
{
    /// <summary>Keys of a tile.</summary>
    public const int Keys = 32;

    /// <summary>From one key to the next.</summary>
    public static int KeyStride => (TBound.Channels / 2) + 4;

    /// <summary>From one pair of values to the next.</summary>
    public static int PairStride => TBound.Channels + 8;

    /// <summary>Words of both; as many as those of the queries that four warps own.</summary>
    public static int Length => 2 * Keys * KeyStride;

    /// <summary>Where the values start, behind the keys.</summary>
    public static int Values => Keys * KeyStride;

    /// <summary>The group brings keys or queries, zeros where there are none.</summary>
    /// <param name="qkv">(B, T, 3·C).</param>
    /// <param name="at">Where the first row starts.</param>
    /// <param name="rows">Rows that exist.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="words">(count, KeyStride).</param>
    /// <param name="count">Rows that are wanted.</param>
    /// <param name="threads">Threads of the group.</param>
    public static void LoadRows(ArrayView<float> qkv, int at, int rows, AttentionSizes sizes, ArrayView<uint> words, int count, int threads)
    {
        int length = TBound.Channels / 2;
        for (int e = Group.IdxX; e < count * length; e += threads)
        {
            int row = e >> (TBound.Bits - 1), pair = e & (length - 1), channel = 2 * pair;
            int place = at + (row * sizes.PackedStride) + channel;
            int exist = row < rows ? sizes.HeadSize - channel : 0;
            words[(row * KeyStride) + pair] = TCore.Pack(exist > 0 ? qkv[place] : 0, exist > 1 ? qkv[place + 1] : 0);
        }
    }

    /// <summary>The group brings values, zeros where there are none.</summary>
    /// <param name="qkv">(B, T, 3·C).</param>
    /// <param name="at">Where the first value starts.</param>
    /// <param name="rows">Values that exist.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="words">(Keys / 2, PairStride), from <see cref="Values"/> on.</param>
    /// <param name="threads">Threads of the group.</param>
    public static void LoadValues(ArrayView<float> qkv, int at, int rows, AttentionSizes sizes, ArrayView<uint> words, int threads)
    {
        for (int e = Group.IdxX; e < Keys / 2 * TBound.Channels; e += threads)
        {
            int pair = e >> TBound.Bits, row = 2 * pair, channel = e & (TBound.Channels - 1);
            int place = at + (row * sizes.PackedStride) + channel;
            int exist = channel < sizes.HeadSize ? rows - row : 0;
            words[Values + (pair * PairStride) + channel] = TCore.Pack(exist > 0 ? qkv[place] : 0, exist > 1 ? qkv[place + sizes.PackedStride] : 0);
        }
    }
}
