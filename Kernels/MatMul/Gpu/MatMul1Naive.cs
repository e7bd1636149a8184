using ILGPU;

namespace Kernels;

/// <summary>
/// One thread an element of C, straight from the formula. Each term of a sum costs two reads from global memory, most of
/// which hit a cache: the caches' bandwidth is the limit, a few percent of the arithmetic.
/// </summary>
internal readonly struct MatMul1Naive<TGroup>(MatMulArguments arguments) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        var (a, b, c) = (arguments.A, arguments.B, arguments.C);
        if (i >= c.Length)
        {
            return;
        }

        int column = i % c.Columns;
        int row = i / c.Columns;
        int product = row / c.Rows;
        int atA = a.Start(product) + ((row % c.Rows) * a.WidthStep);
        int atB = b.Start(product) + (column * b.WidthStep);
        float sum = 0;
        for (int k = 0; k < arguments.K; k++)
        {
            sum += a.Values[atA + (k * a.DepthStep)] * b.Values[atB + (k * b.DepthStep)];
        }

        c.Store(row, column, sum);
    }
}
