using ILGPU;

namespace Kernels;

/// <summary>
/// Chains look-ups of one row of the table, so that their gradients can be added in order and without atomics: one thread
/// a look-up finds the next with its index, and whether there was one before. Frequent indices end the search soon; the
/// list of a batch stays in the cache.
/// </summary>
/// <param name="indices">(rows).</param>
/// <param name="next">(rows): the next look-up with the same index, or rows.</param>
/// <param name="isFirst">(rows): 1 where the index occurs for the first time.</param>
/// <param name="vocabulary">Rows of the table.</param>
/// <param name="faults">Where wrong indices are reported; they belong to no chain.</param>
internal readonly struct EmbeddingLinks<TGroup>(
    ArrayView<int> indices, ArrayView<int> next, ArrayView<int> isFirst, int vocabulary, FaultView faults) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (row >= next.IntLength)
        {
            return;
        }

        int index = indices[row];
        bool isRight = index >= 0 && index < vocabulary;
        if (!isRight)
        {
            faults.Report(row, index, vocabulary, FaultView.Row, 0);
        }

        int before = row - 1;
        while (before >= 0 && indices[before] != index)
        {
            before--;
        }

        int after = row + 1;
        while (after < next.IntLength && indices[after] != index)
        {
            after++;
        }

        next[row] = after;
        isFirst[row] = isRight && before < 0 ? 1 : 0;
    }
}

/// <summary>
/// dtable(index, ·) += Σ dy(r, ·) over the look-ups of an index: a group for each look-up, of which those of a first
/// occurrence follow the chain; neighbouring threads add neighbouring columns. The order is that of the batch, as on the processor.
/// </summary>
internal readonly struct EmbeddingBackward<TGroup>(
    ArrayView<float> dy, ArrayView<int> indices, ArrayView<int> next, ArrayView<int> isFirst, ArrayView<float> dtable, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX;
        if (isFirst[first] == 0)
        {
            return;
        }

        int start = indices[first] * columns;
        for (int column = Group.IdxX; column < columns; column += TGroup.Size)
        {
            float sum = dtable[start + column];
            for (int row = first; row < next.IntLength; row = next[row])
            {
                sum += dy[(row * columns) + column];
            }

            dtable[start + column] = sum;
        }
    }
}
