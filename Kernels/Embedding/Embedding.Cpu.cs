using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <summary>
    /// Look-ups whose gradients are summed apart before they join the table, or as many as the table has rows if that is more: a letter
    /// that is looked up thirty thousand times would lose its last digits in a chain of as many additions.
    /// </summary>
    private const int LookUpsInBlock = 512;

    /// <inheritdoc/>
    public void EmbeddingForward(Buffer table, Buffer indices, Buffer y, int rows, int columns)
    {
        IndexCheck.Rows(indices.I32, table.Length / columns);
        ForEachRow(new EmbeddingRow(table.FloatPointer, indices.IntPointer, y.FloatPointer, columns), rows, columns);
    }

    /// <inheritdoc/>
    public void EmbeddingBackward(Buffer dy, Buffer indices, Buffer dtable, int rows, int columns)
    {
        IndexCheck.Rows(indices.I32, dtable.Length / columns);

        // Two look-ups may share a row of the table, so the threads share the columns: each adds all rows in their order.
        var job = new EmbeddingBackwardJob
        {
            Dy = dy.FloatPointer,
            Indices = indices.IntPointer,
            Dtable = dtable.FloatPointer,
            TableRows = dtable.Length / columns,
            Rows = rows,
            Columns = columns,
            Pieces = Pieces.OfColumns(rows, columns),
        };
        team.Run(ref job, job.Pieces.Count);
    }

    private readonly struct EmbeddingRow(float* table, int* indices, float* y, int columns) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(int row) =>
            Store(new Along(table + ((long)indices[row] * columns)), y + ((long)row * columns), columns);
    }

    private struct EmbeddingBackwardJob : IJob
    {
        public float* Dy;
        public int* Indices;
        public float* Dtable;
        public int TableRows;
        public int Rows;
        public int Columns;
        public Pieces Pieces;

        public void Run(int piece)
        {
            int start = Pieces.Start(piece);
            int count = Pieces.End(piece) - start;
            int block = Math.Max(LookUpsInBlock, TableRows);
            if (Rows <= block)
            {
                Add(0, Rows, start, count, Dtable + start, Columns);
                return;
            }

            int size = TableRows * count;
            float* partial = ThreadScratch.Floats((nuint)size);
            for (int row = 0; row < Rows; row += block)
            {
                new Span<float>(partial, size).Clear();
                Add(row, Math.Min(Rows, row + block), start, count, partial, count);
                for (int r = 0; r < TableRows; r++)
                {
                    Accumulate(new Along(partial + ((long)r * count)), Dtable + ((long)r * Columns) + start, count);
                }
            }
        }

        /// <summary>Adds some rows' columns from <paramref name="start"/> on to a table whose rows are <paramref name="stride"/> apart.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Add(int row, int endRow, int start, int count, float* table, int stride)
        {
            for (; row < endRow; row++)
            {
                Accumulate(new Along(Dy + ((long)row * Columns) + start), table + ((long)Indices[row] * stride), count);
            }
        }
    }
}
