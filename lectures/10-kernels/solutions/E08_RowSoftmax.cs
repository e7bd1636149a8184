// A kernel for the GPU
//
// Your first real kernel, for ILGPU: softmax of a matrix, one thread a row. The GPU calls this method once for every row, with the row's
// number; x and y are the matrix and the result, row by row, `columns` numbers each. A kernel returns nothing: it writes to y. No arrays,
// no LINQ, no lambdas in a kernel: numbers, loops and views alone. The check runs it on a simulator, so no GPU is needed.
//? Three loops over the row: its maximum, the sum of exp(x - maximum), the results.
//? The row's numbers are x[row · columns + c]; y = exp(x - max) / Σ exp(x - max).
//? y[(row * columns) + c] = MathF.Exp(x[(row * columns) + c] - max) / sum;
using ILGPU;

namespace Exercises;

public static class RowSoftmax
{
    public static void Kernel(Index1D row, ArrayView<float> x, ArrayView<float> y, int columns)
    {
        // <solution>
        int first = row * columns;
        float max = float.NegativeInfinity, sum = 0;
        for (int c = 0; c < columns; c++)
        {
            max = MathF.Max(max, x[first + c]);
        }

        for (int c = 0; c < columns; c++)
        {
            sum += MathF.Exp(x[first + c] - max);
        }

        for (int c = 0; c < columns; c++)
        {
            y[first + c] = MathF.Exp(x[first + c] - max) / sum;
        }

        // <skeleton>
        // // Your loops here.
        // </solution>
    }
}
