using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void EmbeddingForward(Buffer table, Buffer indices, Buffer y, int rows, int columns)
    {
        var kernel = new EmbeddingForward<TGroup>(table.Floats(), indices.Ints(), y.Floats(), table.Length / columns, columns, device.Faults.Watch());
        Launch(kernel, GroupsFor(y.Length));
    }

    /// <inheritdoc/>
    public void EmbeddingBackward(Buffer dy, Buffer indices, Buffer dtable, int rows, int columns)
    {
        var scratch = device.Allocate(DType.I32, 2 * rows);
        var next = new Buffer(scratch, 0, rows).Ints();
        var isFirst = new Buffer(scratch, rows, rows).Ints();
        Launch(new EmbeddingLinks<TGroup>(indices.Ints(), next, isFirst, dtable.Length / columns, device.Faults.Watch()), GroupsFor(rows));
        int across = Quotient(columns, TGroup.Size);
        Launch(new EmbeddingBackward<TGroup>(dy.Floats(), indices.Ints(), next, isFirst, dtable.Floats(), columns, across), rows * across);
        scratch.Release();
        KeepAlive(dy, indices, dtable);
    }
}

/// <summary>y(r, ·) = table(index(r), ·): one thread an element. A wrong index gives zeros and is reported once, by the thread of its first column.</summary>
internal readonly struct EmbeddingForward<TGroup>(
    ArrayView<float> table, ArrayView<int> indices, ArrayView<float> y, int vocabulary, int columns, FaultView faults) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i >= y.IntLength)
        {
            return;
        }

        int row = i / columns;
        int column = i - (row * columns);
        int index = indices[row];
        if (index >= 0 && index < vocabulary)
        {
            y[i] = table[(index * columns) + column];
        }
        else
        {
            y[i] = 0;
            if (column == 0)
            {
                faults.Report(row, index, vocabulary, FaultView.Row, 0);
            }
        }
    }
}
