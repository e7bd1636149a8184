using ILGPU;

namespace Kernels;

/// <summary>
/// Version 2 read a row twice before it wrote anything, and waited for the whole group twice. Maximum and sum now come from
/// one pass (<see cref="OnlineSum"/>) and meet in one reduction: two passes over x instead of three, half the barriers.
/// </summary>
internal readonly struct Softmax3Online<TForm, TGroup>(ArrayView<float> x, ArrayView<float> y, int columns) : IGpuKernel
    where TForm : struct, ISoftmaxForm
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        var part = OnlineSum.Empty;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            part = part.With(x[first + c]);
        }

        var row = GroupReduce<TGroup>.Merged(part);
        float ofSum = TForm.OfSum(row.Sum);
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            y[first + c] = TForm.Result(x[first + c] - row.Max, ofSum);
        }
    }
}
