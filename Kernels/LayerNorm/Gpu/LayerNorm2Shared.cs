using ILGPU;

namespace Kernels;

/// <summary>
/// One group a row: neighbouring threads read neighbouring addresses. The mean is known to all before the squares of the
/// differences from it are summed, which no mean, however large, spoils. Two waits for the whole group, three passes over x.
/// </summary>
internal readonly struct LayerNorm2Shared<TGroup>(
    ArrayView<float> x, LayerNormScale scale, ArrayView<float> y, ArrayView<float> mean, ArrayView<float> rstd, int columns, float eps) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        float sum = 0;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            sum += x[first + c];
        }

        float center = GroupReduce<TGroup>.Sum(sum) / columns;
        float squares = 0;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            float difference = x[first + c] - center;
            squares += difference * difference;
        }

        float factor = 1 / MathF.Sqrt((GroupReduce<TGroup>.Sum(squares) / columns) + eps);
        if (Group.IdxX == 0)
        {
            mean[Grid.IdxX] = center;
            rstd[Grid.IdxX] = factor;
        }

        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            y[first + c] = scale.Of((x[first + c] - center) * factor, c);
        }
    }
}
