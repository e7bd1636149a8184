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

    /// <summary>Two neighbouring channels of a row of global memory; zeros behind the first <paramref name="count"/>.</summary>
    public static uint Pair(ArrayView<float> source, int at, int count) => TCore.Pack(count > 0 ? source[at] : 0, count > 1 ? source[at + 1] : 0);

    /// <summary>The group brings keys, zeros where there are none.</summary>
    /// <param name="qkv">(B, T, 3·C).</param>
    /// <param name="at">Where the first key starts.</param>
    /// <param name="rows">Keys that exist.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="words">(Keys, KeyStride).</param>
    /// <param name="threads">Threads of the group.</param>
    public static void LoadKeys(ArrayView<float> qkv, int at, int rows, AttentionSizes sizes, ArrayView<uint> words, int threads)
    {
        int length = TBound.Channels / 2;
        for (int e = Group.IdxX; e < Keys * length; e += threads)
        {
            int row = e / length, channel = e % length * 2;
            words[(row * KeyStride) + (e % length)] = Pair(qkv, at + (row * sizes.PackedStride) + channel, row < rows ? sizes.HeadSize - channel : 0);
        }
    }

    /// <summary>The group brings values, zeros where there are none.</summary>
    /// <param name="qkv">(B, T, 3·C).</param>
    /// <param name="at">Where the first value starts.</param>
    /// <param name="rows">Values that exist.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="words">(Keys / 2, PairStride).</param>
    /// <param name="threads">Threads of the group.</param>
    public static void LoadValues(ArrayView<float> qkv, int at, int rows, AttentionSizes sizes, ArrayView<uint> words, int threads)
    {
        for (int e = Group.IdxX; e < Keys / 2 * TBound.Channels; e += threads)
        {
            int row = e / TBound.Channels * 2, channel = e % TBound.Channels;
            int place = at + (row * sizes.PackedStride) + channel;
            int count = channel < sizes.HeadSize ? rows - row : 0;
            words[(row / 2 * PairStride) + channel] = TCore.Pack(count > 0 ? qkv[place] : 0, count > 1 ? qkv[place + sizes.PackedStride] : 0);
        }
    }
}
