namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Dropout(Buffer x, Buffer y, float p, uint seed)
    {
        var function = new DropoutFunction((float)(1 / (1 - (double)p)), CounterRandom.Threshold(p), seed);
        if (y.Type == DType.BF16)
        {
            Pointwise(function, BFloat16sOf(x), default(NoNumbers), default(NoNumbers), BFloat16sOf(y), y, x);
        }
        else
        {
            Pointwise(function, FloatsOf(x), default(NoNumbers), default(NoNumbers), FloatsOf(y), y, x);
        }
    }
}

/// <summary>scale·a where the place's random bits keep it, else 0: the same mask as on every device.</summary>
internal readonly struct DropoutFunction(float scale, uint threshold, uint seed) : IPointFunction
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c) => CounterRandom.Keeps(seed, (uint)i, threshold) ? a * scale : 0f;
}
