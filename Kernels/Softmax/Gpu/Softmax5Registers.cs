using ILGPU;

namespace Kernels;

/// <summary>
/// Version 4 read each x twice, and computed its exponential twice. A row of up to 1024 numbers fits into a warp's registers: x is
/// read once, four numbers at a time, and the three steps run on registers. What is left is the traffic of a copy.
/// </summary>
internal readonly struct Softmax5Registers<TForm, TGroup>(ArrayView<float> x, ArrayView<float> y, int rows, int columns) : IGpuKernel
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

        float[] numbers = new float[LaneQuads.Numbers];
        int first = row * columns;
        LaneQuads.Load(x, first, columns, float.NegativeInfinity, numbers);
        float max = float.NegativeInfinity;
        for (int i = 0; i < LaneQuads.Numbers; i++)
        {
            max = MathF.Max(max, numbers[i]);
        }

        max = WarpReduce.Largest(max);
        float sum = 0;
        for (int i = 0; i < LaneQuads.Numbers; i++)
        {
            sum += MathF.Exp(numbers[i] - max);
        }

        float ofSum = TForm.OfSum(WarpReduce.Sum(sum));
        var results = y.Cast<Float4>();
        for (int quad = 0; quad < LaneQuads.Quads; quad++)
        {
            int column = LaneQuads.Column(quad);
            if (column < columns)
            {
                results[(first + column) / 4] = new Float4(
                    TForm.Result(numbers[4 * quad] - max, ofSum),
                    TForm.Result(numbers[(4 * quad) + 1] - max, ofSum),
                    TForm.Result(numbers[(4 * quad) + 2] - max, ofSum),
                    TForm.Result(numbers[(4 * quad) + 3] - max, ofSum));
            }
        }
    }
}
