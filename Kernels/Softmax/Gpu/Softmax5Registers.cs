using ILGPU;

namespace Kernels;

/// <summary>
/// Version 4 read each x twice, and computed its exponential twice. A row of up to 1024 numbers fits into a warp's registers (<see cref="LaneRow"/>): x is
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

        var numbers = LaneRow.Load(x, row * columns, columns, float.NegativeInfinity);
        float max = WarpReduce.Largest(numbers.Largest());
        float ofSum = TForm.OfSum(WarpReduce.Sum(numbers.Map(new ExponentialMap(max)).Sum()));
        numbers.Map(new ResultMap(max, ofSum)).Store(y, row * columns, columns);
    }

    private readonly struct ResultMap(float max, float ofSum) : INumberMap
    {
        public float Of(float x) => TForm.Result(x - max, ofSum);
    }
}
