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

    /// <summary>With eight numbers more, for nine exponentials.</summary>
    public OnlineSum With(Float8 x)
    {
        float max = MathF.Max(Max, MathF.Max(Largest(x.Low), Largest(x.High)));
        return new OnlineSum(max, (Sum * MathF.Exp(Max - max)) + Exponentials(x.Low, max) + Exponentials(x.High, max));
    }

    private static float Largest(Float4 x) => MathF.Max(MathF.Max(x.X, x.Y), MathF.Max(x.Z, x.W));

    private static float Exponentials(Float4 x, float max) => MathF.Exp(x.X - max) + MathF.Exp(x.Y - max) + MathF.Exp(x.Z - max) + MathF.Exp(x.W - max);

    /// <inheritdoc/>
    public static OnlineSum Merge(OnlineSum a, OnlineSum b)
    {
        float difference = b.Max - a.Max;
        float factor = MathF.Exp(difference > 0 ? -difference : difference);
        return difference > 0 ? new OnlineSum(b.Max, (a.Sum * factor) + b.Sum) : new OnlineSum(a.Max, a.Sum + (b.Sum * factor));
    }
}
