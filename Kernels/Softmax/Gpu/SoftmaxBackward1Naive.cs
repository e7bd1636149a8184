using ILGPU;

namespace Kernels;

/// <summary>One thread a row, which reads y and dy twice, each a whole row away from its neighbours.</summary>
internal readonly struct SoftmaxBackward1Naive<TForm, TGroup>(ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx, int rows, int columns) : IGpuKernel
    where TForm : struct, ISoftmaxForm
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (row >= rows)
        {
            return;
        }

        int first = row * columns;
        float sum = 0;
        for (int c = 0; c < columns; c++)
        {
            sum += TForm.Term(y[first + c], dy[first + c]);
        }

        for (int c = 0; c < columns; c++)
        {
            dx[first + c] = TForm.Gradient(y[first + c], dy[first + c], sum);
        }
    }
}
