using System.Runtime.CompilerServices;

namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
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
        public int Rows;
        public int Columns;
        public Pieces Pieces;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run(int piece)
        {
            int start = Pieces.Start(piece);
            int count = Pieces.End(piece) - start;
            for (int row = 0; row < Rows; row++)
            {
                var gradient = new Along(Dy + ((long)row * Columns) + start);
                Accumulate(gradient, Dtable + ((long)Indices[row] * Columns) + start, count);
            }
        }
    }
}
