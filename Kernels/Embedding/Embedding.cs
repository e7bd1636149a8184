namespace Kernels;

public partial interface IKernels
{
    /// <summary>y(r, ·) = table(index(r), ·): rows looked up by number.</summary>
    /// <param name="table">(vocabulary, columns).</param>
    /// <param name="indices">(rows) of I32, each within the vocabulary.</param>
    /// <param name="y">(rows, columns).</param>
    /// <param name="rows">Number of look-ups.</param>
    /// <param name="columns">Length of a row.</param>
    void EmbeddingForward(Buffer table, Buffer indices, Buffer y, int rows, int columns);

    /// <summary>dtable(index(r), ·) += dy(r, ·), in the order of r: adds to dtable, so that a row looked up twice counts twice.</summary>
    /// <param name="dy">(rows, columns).</param>
    /// <param name="indices">(rows) of I32.</param>
    /// <param name="dtable">(vocabulary, columns), added to.</param>
    /// <param name="rows">Number of look-ups.</param>
    /// <param name="columns">Length of a row.</param>
    void EmbeddingBackward(Buffer dy, Buffer indices, Buffer dtable, int rows, int columns);
}
