using ILGPU;

namespace Kernels;

/// <summary>One group a row: neighbouring threads read neighbouring addresses, and their sums meet in shared memory.</summary>
internal readonly struct SoftmaxBackward2Shared<TForm, TGroup>(ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx, int columns) : IGpuKernel
    where TForm : struct, ISoftmaxForm
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX * columns;
        float part = 0;
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            part += TForm.Term(y[first + c], dy[first + c]);
        }

        float sum = GroupReduce<TGroup>.Sum(part);
        for (int c = Group.IdxX; c < columns; c += TGroup.Size)
        {
            dx[first + c] = TForm.Gradient(y[first + c], dy[first + c], sum);
        }
    }
}
