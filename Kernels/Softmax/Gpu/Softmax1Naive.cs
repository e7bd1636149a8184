using ILGPU;

namespace Kernels;

/// <summary>
/// One thread a row, three passes over it: maximum, sum, result. Neighbouring threads read addresses a whole row
/// apart, so each read of four bytes moves a line of 32 or more: expect a tenth of the bandwidth.
/// </summary>
internal readonly struct Softmax1Naive<TForm, TGroup>(ArrayView<float> x, ArrayView<float> y, int rows, int columns) : IGpuKernel
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
        float max = float.NegativeInfinity;
        for (int c = 0; c < columns; c++)
        {
            max = x[first + c] > max ? x[first + c] : max;
        }

        float sum = 0;
        for (int c = 0; c < columns; c++)
        {
            sum += MathF.Exp(x[first + c] - max);
        }

        float ofSum = TForm.OfSum(sum);
        for (int c = 0; c < columns; c++)
        {
            y[first + c] = TForm.Result(x[first + c] - max, ofSum);
        }
    }
}
