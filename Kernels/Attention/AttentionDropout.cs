using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

/// <summary>Which attention weights are kept, a row or column at a time: <see cref="CounterRandom"/> in eight lanes.</summary>
internal static unsafe class AttentionDropout
{
    /// <summary>keep[n] = 1 / (1 - share) or 0 for element <paramref name="index"/> + n · <paramref name="stride"/>.</summary>
    /// <param name="keep">Room for <paramref name="count"/> floats, rounded up to eight.</param>
    /// <param name="count">How many.</param>
    /// <param name="index">The number of the first element.</param>
    /// <param name="stride">From one element's number to the next: 1 along a row of weights, T down a column.</param>
    /// <param name="share">Share that is dropped, above 0.</param>
    /// <param name="seed">Which elements are dropped.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Fill(float* keep, int count, uint index, uint stride, float share, uint seed)
    {
        uint threshold = CounterRandom.Threshold(share);
        var factor = Vector256.Create(1 / (1 - share));
        var element = (Vector256<uint>.Indices * stride) + Vector256.Create(index);
        for (int n = 0; n < count; n += 8, element += Vector256.Create(8 * stride))
        {
            (CounterRandomVector.Keeps(seed, element, threshold) & factor).Store(keep + n);
        }
    }
}
