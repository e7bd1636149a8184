namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void EmbeddingForward(Buffer table, Buffer indices, Buffer y, int rows, int columns)
    {
        var numbers = indices.I32;
        IndexCheck.Rows(numbers, table.Length / columns);
        for (int r = 0; r < rows; r++)
        {
            Row(table, numbers[r], columns).CopyTo(Row(y, r, columns));
        }
    }

    /// <inheritdoc/>
    public void EmbeddingBackward(Buffer dy, Buffer indices, Buffer dtable, int rows, int columns)
    {
        var numbers = indices.I32;
        IndexCheck.Rows(numbers, dtable.Length / columns);
        for (int r = 0; r < rows; r++)
        {
            var dys = Row(dy, r, columns);
            var dtables = Row(dtable, numbers[r], columns);
            for (int c = 0; c < columns; c++)
            {
                dtables[c] += dys[c];
            }
        }
    }
}
