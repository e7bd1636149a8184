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
        LaneQuads.Load(x, row * columns, columns, float.NegativeInfinity, numbers);
        float max = numbers[0];
        for (int i = 1; i < LaneQuads.Numbers; i++)
        {
            max = numbers[i] > max ? numbers[i] : max;
        }

        max = WarpReduce.Largest(max);
        float sum = 0;
        for (int i = 0; i < LaneQuads.Numbers; i++)
        {
            numbers[i] -= max;
            sum += MathF.Exp(numbers[i]);
        }

        float ofSum = TForm.OfSum(WarpReduce.Sum(sum));
        for (int i = 0; i < LaneQuads.Numbers; i++)
        {
            numbers[i] = TForm.Result(numbers[i], ofSum);
        }

        LaneQuads.Store(numbers, y, row * columns, columns);
    }
}
