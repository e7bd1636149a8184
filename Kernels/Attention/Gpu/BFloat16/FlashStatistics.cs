using ILGPU;

namespace Kernels;

/// <summary>
/// What the backward pass needs of each query, two floats side by side: the logarithm of the sum of exponentials, in base 2, and D = dy·y. Four threads a query. Each head's
/// queries are filled up to a multiple of <see cref="Padding"/>; an infinite logarithm makes the weights of those 0.
/// </summary>
/// <param name="y">(B, T, C).</param>
/// <param name="dy">(B, T, C).</param>
/// <param name="logSumExp">(B, Heads, T).</param>
/// <param name="statistics">(B, Heads, T filled up, 2).</param>
/// <param name="sizes">The sizes.</param>
internal readonly struct FlashStatistics<TUnits>(
    ArrayView<BFloat16Quad> y, ArrayView<BFloat16Quad> dy, ArrayView<float> logSumExp, ArrayView<float> statistics, AttentionSizes sizes) : IGpuKernel
    where TUnits : struct, IFlashUnits
{
    /// <inheritdoc/>
    public static int GroupSize => TUnits.Threads;

    /// <inheritdoc/>
    public static KernelNeeds Needs => TUnits.Needs;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * (GroupSize / 4)) + (Group.IdxX >> 2), padded = FlashStatistics.Padded(sizes.T);
        int head = row / padded, i = row % padded;
        bool exists = i < sizes.T;
        int at = (sizes.Row(head) + (i * sizes.RowStride)) / 4;
        float sum = 0;
        for (int quad = Group.IdxX & 3; quad < (exists ? sizes.HeadSize / 4 : 0); quad += 4)
        {
            Float4 a = y[at + quad].Widen(), b = dy[at + quad].Widen();
            sum += (a.X * b.X) + (a.Y * b.Y) + ((a.Z * b.Z) + (a.W * b.W));
        }

        sum = TUnits.Sum(sum);
        if ((Group.IdxX & 3) == 0 & 2 * row < statistics.IntLength)
        {
            statistics[2 * row] = exists ? logSumExp[(head * sizes.T) + i] * FlashStatistics.Log2E : float.PositiveInfinity;
            statistics[(2 * row) + 1] = sum;
        }
    }
}

/// <summary>Numbers around it.</summary>
internal static class FlashStatistics
{
    /// <summary>log₂ e: the GPU's exponential is that of 2.</summary>
    public const float Log2E = 1.44269504f;

    /// <summary>Queries that are copied together.</summary>
    public const int Padding = 64;

    /// <summary>Bytes of a query's two numbers.</summary>
    public const int Bytes = 8;

    /// <summary>Queries of a head with those that fill up.</summary>
    public static int Padded(int positions) => (positions + Padding - 1) / Padding * Padding;
}
