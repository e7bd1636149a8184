using ILGPU;

namespace Kernels;

/// <summary>
/// One group a row. Neighbouring threads now read neighbouring addresses, at full bandwidth; maximum and sum meet in shared
/// memory. Still three passes over x, of which the later ones hit the cache when the row is short.
/// </summary>
internal readonly struct Softmax2Shared<TForm, TGroup>(ArrayView<float> x, ArrayView<float> y, int columns) : IGpuKernel
    where TForm : struct, ISoftmaxForm
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        float max = float.NegativeInfinity;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            max = x[first + c] > max ? x[first + c] : max;
        }

        max = GroupReduce<TGroup>.Largest(max);
        float sum = 0;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            sum += MathF.Exp(x[first + c] - max);
        }

        float ofSum = TForm.OfSum(GroupReduce<TGroup>.Sum(sum));
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            y[first + c] = TForm.Result(x[first + c] - max, ofSum);
        }
    }
}
