using ILGPU;

namespace Kernels;

/// <summary>
/// Version 2 read x once for the mean and once more for the variance, with a wait of the whole group between. Both now come
/// from one pass (<see cref="Moments"/>), at the price of a division for each element.
/// </summary>
internal readonly struct LayerNorm3Welford<TGroup>(
    ArrayView<float> x, LayerNormScale scale, ArrayView<float> y, ArrayView<float> mean, ArrayView<float> rstd, int columns, float eps) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        Moments part = default;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            part = part.With(x[first + c]);
        }

        var row = GroupReduce<TGroup>.Merged(part);
        float factor = 1 / MathF.Sqrt((row.Squares / columns) + eps);
        if (Group.IdxX == 0)
        {
            mean[Grid.IdxX] = row.Mean;
            rstd[Grid.IdxX] = factor;
        }

        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            y[first + c] = scale.Of((x[first + c] - row.Mean) * factor, c);
        }
    }
}
