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
        while (before >= 3 && !IsAmongFour(before - 3, index))
        {
            before -= 4;
        }

        while (before >= 0 && indices[before] != index)
        {
            before--;
        }

        int after = row + 1;
        while (after + 3 < next.IntLength && !IsAmongFour(after, index))
        {
            after += 4;
        }

        while (after < next.IntLength && indices[after] != index)
        {
            after++;
        }

        next[row] = after;
        isFirst[row] = isRight && before < 0 ? 1 : 0;
    }

    /// <summary>Four reads that do not wait for each other: a rare index has the whole batch searched, and one read at a time would take a millisecond.</summary>
    private bool IsAmongFour(int first, int index) =>
        (indices[first] == index) | (indices[first + 1] == index) | (indices[first + 2] == index) | (indices[first + 3] == index);
}

/// <summary>
/// dtable(index, ·) += Σ dy(r, ·) over the look-ups of an index: groups for each look-up, a thread a column, of which those of a first
/// occurrence follow the chain. The order is that of the batch, as on the processor. A comma's chain is long, and each step waits for memory: so
/// where the chain goes on is asked before the number is needed.
/// </summary>
/// <param name="dy">(rows, columns).</param>
/// <param name="indices">(rows).</param>
/// <param name="next">As <see cref="EmbeddingLinks{TGroup}"/> leaves it.</param>
/// <param name="isFirst">Likewise.</param>
/// <param name="dtable">(vocabulary, columns).</param>
/// <param name="columns">Length of a row.</param>
/// <param name="across">Groups for a row.</param>
internal readonly struct EmbeddingBackward<TGroup>(
    ArrayView<float> dy, ArrayView<int> indices, ArrayView<int> next, ArrayView<int> isFirst, ArrayView<float> dtable, int columns, int across) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int first = Grid.IdxX / across;
        int column = (Grid.IdxX % across * TGroup.Size) + Group.IdxX;
        if (isFirst[first] == 0 || column >= columns)
        {
            return;
        }

        int at = (indices[first] * columns) + column;
        float sum = dtable[at], value = dy[(first * columns) + column];
        for (int row = next[first]; row < next.IntLength; row = next[row])
        {
            float ahead = dy[(row * columns) + column];
            sum += value;
            value = ahead;
        }

        dtable[at] = sum + value;
    }
}
