namespace Kernels;

/// <summary>
/// Maximum and Σ exp(x - max) of numbers that are seen once: when a larger one comes, the sum so far is scaled down to
/// it (Milakov and Gimelshein 2018, "Online normalizer calculation for softmax").
/// </summary>
/// <param name="max">The largest number.</param>
/// <param name="sum">Σ exp(x - max).</param>
internal readonly struct OnlineSum(float max, float sum) : IMergeable<OnlineSum>
{
    /// <summary>The largest number so far.</summary>
    public readonly float Max = max;

    /// <summary>Σ exp(x - max) so far.</summary>
    public readonly float Sum = sum;

    /// <summary>Of no numbers. The smallest float in place of -∞, so that x = -∞ has a difference from it.</summary>
    public static OnlineSum Empty => new(float.MinValue, 0);

    /// <summary>log Σ exp x.</summary>
    public float LogSumExp => Max + GpuFloat.Log(new GpuFloat(Sum)).Value;

    /// <summary>With one number more, for one exponential: of the two in question one is exp(0).</summary>
    public OnlineSum With(float x)
    {
        float difference = x - Max;
        float factor = MathF.Exp(difference > 0 ? -difference : difference);
        return difference > 0 ? new OnlineSum(x, (Sum * factor) + 1) : new OnlineSum(Max, Sum + factor);
    }

    /// <inheritdoc/>
    public static OnlineSum Merge(OnlineSum a, OnlineSum b)
    {
        float difference = b.Max - a.Max;
        float factor = MathF.Exp(difference > 0 ? -difference : difference);
        return difference > 0 ? new OnlineSum(b.Max, (a.Sum * factor) + b.Sum) : new OnlineSum(a.Max, a.Sum + (b.Sum * factor));
    }
}
