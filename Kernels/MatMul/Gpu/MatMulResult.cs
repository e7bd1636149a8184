using ILGPU;

namespace Kernels;

/// <summary>What becomes of a finished sum: the epilogue of the product, which saves a pass over C of its own.</summary>
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
/// <param name="addends">What is added to finished sums: the bias, or C itself; any view where nothing is.</param>
/// <param name="rows">M.</param>
/// <param name="columns">N.</param>
/// <param name="finish">What becomes of a finished sum.</param>
internal readonly struct MatMulResult(ArrayView<float> c, ArrayView<float> addends, int rows, int columns, MatMulFinish finish)
{
    /// <summary>M.</summary>
    public readonly int Rows = rows;

    /// <summary>N.</summary>
    public readonly int Columns = columns;

    /// <summary>From one row of C to the next, the addends go so far.</summary>
    private readonly int addendStep = finish == MatMulFinish.Accumulate ? columns : 0;

    /// <summary>1 where something is added.</summary>
    private readonly int adds = finish == MatMulFinish.Overwrite ? 0 : 1;

    /// <summary>All elements of the batch.</summary>
    public int Length => c.IntLength;

    /// <summary>Finishes the sum of an element, if there is such an element.</summary>
    public void Store(int product, int row, int column, float sum)
    {
        if (row < Rows && column < Columns)
        {
            Store((product * Rows) + row, column, sum);
        }
    }

    /// <summary>Finishes the sum of an element that is known to exist.</summary>
    /// <param name="row">Its row, counted over the batch.</param>
    /// <param name="column">Its column.</param>
    /// <param name="sum">The sum.</param>
    public void Store(int row, int column, float sum)
    {
        float addend = 0;
        if (adds == 1)
        {
            addend = addends[(row * addendStep) + column];
        }

        c[(row * Columns) + column] = sum + addend;
    }
}
