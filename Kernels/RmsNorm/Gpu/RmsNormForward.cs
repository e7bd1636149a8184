using ILGPU;

namespace Kernels;

/// <summary>One group a row, which it reads twice, the second time from the cache: the mean square, then the result.</summary>
internal readonly struct RmsNormForward<TY, TGroup>(
    ArrayView<float> x, ArrayView<float> gamma, TY y, ArrayView<float> rstd, int columns, float eps) : IGpuKernel
    where TY : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        float squares = 0;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            squares += x[first + c] * x[first + c];
        }

        float factor = 1 / MathF.Sqrt((GroupReduce<TGroup>.Sum(squares) / columns) + eps);
        if (Group.IdxX == 0)
        {
            rstd[Grid.IdxX] = factor;
        }

        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            y.Put(first + c, x[first + c] * factor * gamma[c]);
        }
    }
}
