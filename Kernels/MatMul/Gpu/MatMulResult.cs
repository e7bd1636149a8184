using ILGPU;

namespace Kernels;

/// <summary>What becomes of a finished sum.</summary>
internal enum MatMulFinish
{
    /// <summary>It is the element of C.</summary>
    Overwrite,

    /// <summary>The bias is added to it.</summary>
    AddBias,

    /// <summary>It is added to the element of C.</summary>
    Accumulate,
}

/// <summary>C as a GPU's kernels see it.</summary>
/// <param name="c">All matrices of the batch.</param>
/// <param name="bias">The bias; any view where there is none.</param>
/// <param name="rows">M.</param>
/// <param name="columns">N.</param>
/// <param name="finish">What becomes of a finished sum.</param>
internal readonly struct MatMulResult(ArrayView<float> c, ArrayView<float> bias, int rows, int columns, MatMulFinish finish)
{
    /// <summary>M.</summary>
    public readonly int Rows = rows;

    /// <summary>N.</summary>
    public readonly int Columns = columns;

    /// <summary>All elements of the batch.</summary>
    public int Length => c.IntLength;

    /// <summary>Finishes the sum of an element, if there is such an element.</summary>
    public void Store(int product, int row, int column, float sum)
    {
        if (row < Rows && column < Columns)
        {
            Store((((product * Rows) + row) * Columns) + column, column, sum);
        }
    }

    /// <summary>Finishes the sum of an element that is known to exist.</summary>
    /// <param name="i">Its place in C.</param>
    /// <param name="column">Its column.</param>
    /// <param name="sum">The sum.</param>
    public void Store(int i, int column, float sum)
    {
        if (finish == MatMulFinish.AddBias)
        {
            sum += bias[column];
        }
        else if (finish == MatMulFinish.Accumulate)
        {
            sum = c[i] + sum;
        }

        c[i] = sum;
    }
}
