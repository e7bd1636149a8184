using ILGPU;

namespace Kernels;

/// <summary>
/// Version 3 read y and dy twice. Both fit into a warp's registers for rows of up to 1024 numbers: each is read once, four
/// numbers at a time.
/// </summary>
internal readonly struct SoftmaxBackward4Registers<TForm, TGroup>(ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx, int rows, int columns) : IGpuKernel
    where TForm : struct, ISoftmaxForm
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Shuffles;

    /// <inheritdoc/>
    public void Run()
    {
        int row = WarpReduce.WarpOf(TGroup.Size);
        if (row >= rows)
        {
            return;
        }

        float[] results = new float[LaneQuads.Numbers];
        float[] gradients = new float[LaneQuads.Numbers];
        int first = row * columns;
        LaneQuads.Load(y, first, columns, 0, results);
        LaneQuads.Load(dy, first, columns, 0, gradients);
        float sum = 0;
        for (int i = 0; i < LaneQuads.Numbers; i++)
        {
            sum += TForm.Term(results[i], gradients[i]);
        }

        sum = WarpReduce.Sum(sum);
        var dxs = dx.Cast<Float4>();
        for (int quad = 0; quad < LaneQuads.Quads; quad++)
        {
            int column = LaneQuads.Column(quad);
            if (column < columns)
            {
                dxs[(first + column) / 4] = new Float4(
                    TForm.Gradient(results[4 * quad], gradients[4 * quad], sum),
                    TForm.Gradient(results[(4 * quad) + 1], gradients[(4 * quad) + 1], sum),
                    TForm.Gradient(results[(4 * quad) + 2], gradients[(4 * quad) + 2], sum),
                    TForm.Gradient(results[(4 * quad) + 3], gradients[(4 * quad) + 3], sum));
            }
        }
    }
}
