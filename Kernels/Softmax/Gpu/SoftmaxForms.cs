namespace Kernels;

/// <summary>What softmax and its logarithm do differently. The rest of their kernels, the walk over a row, is written once.</summary>
internal interface ISoftmaxForm
{
    /// <summary>What every result of a row needs of s = Σ exp(x - max).</summary>
    static abstract float OfSum(float sum);

    /// <summary>The result for one x.</summary>
    /// <param name="difference">x - max.</param>
    /// <param name="ofSum">As <see cref="OfSum"/> gives it.</param>
    static abstract float Result(float difference, float ofSum);

    /// <summary>What the backward pass sums over a row.</summary>
    static abstract float Term(float y, float dy);

    /// <summary>dx, given that sum.</summary>
    static abstract float Gradient(float y, float dy, float sum);
}

/// <summary>y = exp(x - max) / s; dx = y (dy - Σ dy·y).</summary>
internal readonly struct PlainForm : ISoftmaxForm
{
    /// <inheritdoc/>
    public static float OfSum(float sum) => 1 / sum;

    /// <inheritdoc/>
    public static float Result(float difference, float ofSum) => MathF.Exp(difference) * ofSum;

    /// <inheritdoc/>
    public static float Term(float y, float dy) => y * dy;

    /// <inheritdoc/>
    public static float Gradient(float y, float dy, float sum) => y * (dy - sum);
}

/// <summary>y = x - max - log s; dx = dy - exp(y) Σ dy.</summary>
internal readonly struct LogForm : ISoftmaxForm
{
    /// <inheritdoc/>
    public static float OfSum(float sum) => GpuFloat.Log(new GpuFloat(sum)).Value;

    /// <inheritdoc/>
    public static float Result(float difference, float ofSum) => difference - ofSum;

    /// <inheritdoc/>
    public static float Term(float y, float dy) => dy;

    /// <inheritdoc/>
    public static float Gradient(float y, float dy, float sum) => dy - (MathF.Exp(y) * sum);
}
