using ILGPU;

namespace Kernels;

/// <summary>What every version of the matrix product gets.</summary>
/// <param name="A">Width M.</param>
/// <param name="B">Width N.</param>
/// <param name="C">(Batch, M, N), or (Parts, Batch, M, N) where sums are cut into parts.</param>
/// <param name="Batch">Number of products.</param>
/// <param name="K">Length of the sums.</param>
/// <param name="PartLength">Length of the part of a sum that one group computes; K if it computes all of it.</param>
internal readonly record struct MatMulArguments(MatMulOperand A, MatMulOperand B, MatMulResult C, int Batch, int K, int PartLength)
{
    /// <summary>Which part of the job is a group's, when each group computes a tile of C.</summary>
    /// <param name="rows">The tile's height.</param>
    /// <param name="columns">The tile's width.</param>
    public MatMulPlace PlaceOf(int group, int rows, int columns)
    {
        int across = (C.Columns + columns - 1) / columns;
        int tiles = ((C.Rows + rows - 1) / rows) * across;
        int target = group / tiles;
        int tile = group % tiles;
        int firstK = target / Batch * PartLength;
        int end = firstK + PartLength < K ? firstK + PartLength : K;
        return new MatMulPlace(target, target % Batch, tile / across * rows, tile % across * columns, firstK, end);
    }
}

/// <summary>A tile of C, and which terms of its sums to add.</summary>
/// <param name="Target">Which matrix of the result.</param>
/// <param name="Product">Which product of the batch.</param>
/// <param name="Row">The tile's first row.</param>
/// <param name="Column">The tile's first column.</param>
/// <param name="FirstK">The first term.</param>
/// <param name="End">The first term that does not count.</param>
internal readonly record struct MatMulPlace(int Target, int Product, int Row, int Column, int FirstK, int End);
