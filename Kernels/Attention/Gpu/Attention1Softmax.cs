using ILGPU;

namespace Kernels;

/// <summary>
/// Scores become weights in place, and logSumExp is kept: one thread a row of (B·Heads, T, T), up to the diagonal. Three
/// passes over a matrix that no cache holds, by threads whose addresses lie a row apart.
/// </summary>
internal readonly struct Attention1Softmax<TGroup>(ArrayView<float> weights, ArrayView<float> logSumExp, AttentionSizes sizes) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (row >= logSumExp.IntLength)
        {
            return;
        }

        int first = row * sizes.T, length = (row % sizes.T) + 1;
        float max = float.NegativeInfinity;
        for (int j = 0; j < length; j++)
        {
            max = weights[first + j] > max ? weights[first + j] : max;
        }

        float sum = 0;
        for (int j = 0; j < length; j++)
        {
            float weight = MathF.Exp(weights[first + j] - max);
            weights[first + j] = weight;
            sum += weight;
        }

        for (int j = 0; j < length; j++)
        {
            weights[first + j] /= sum;
        }

        logSumExp[row] = max + GpuFloat.Log(new GpuFloat(sum)).Value;
    }
}
