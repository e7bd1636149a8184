// A kernel for the GPU
//
// Your first real kernel, for ILGPU: softmax of a matrix, one thread a row. The GPU calls this method once for every row, with the row's
// number; x and y are the matrix and the result, row by row, `columns` numbers each. A kernel returns nothing: it writes to y. No arrays,
// no LINQ, no lambdas in a kernel: numbers, loops and views alone. The check runs it on a simulator, so no GPU is needed.
using ILGPU;

namespace Exercises;

public static class RowSoftmax
{
    public static void Kernel(Index1D row, ArrayView<float> x, ArrayView<float> y, int columns)
    {
        // Your loops here.
    }
}
