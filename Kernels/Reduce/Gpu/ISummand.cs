using ILGPU;

namespace Kernels;

/// <summary>What a sum of a GPU adds up: computed while it is summed, so that it never lies in memory.</summary>
internal interface ISummand
{
    /// <summary>The summand that belongs to an element.</summary>
    /// <param name="i">The element of (outer, n, inner), counted row by row.</param>
    /// <param name="sum">The element of (outer, inner) that it is added to.</param>
    float At(int i, int sum);
}

/// <summary>x itself.</summary>
internal readonly struct PlainSummand<TNumbers>(TNumbers x) : ISummand
    where TNumbers : struct, INumbers
{
    /// <inheritdoc/>
    public float At(int i, int sum) => x.At(i);
}

/// <summary>x².</summary>
internal readonly struct SquareSummand(ArrayView<float> x) : ISummand
{
    /// <inheritdoc/>
    public float At(int i, int sum) => x[i] * x[i];
}

/// <summary>(x - mean)², with the mean of each sum.</summary>
internal readonly struct SquaredDeviation(ArrayView<float> x, ArrayView<float> mean) : ISummand
{
    /// <inheritdoc/>
    public float At(int i, int sum)
    {
        float centred = x[i] - mean[sum];
        return centred * centred;
    }
}
