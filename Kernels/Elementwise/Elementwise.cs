namespace Kernels;

/// <summary>
/// How two operands of a pointwise operation meet after broadcasting, as rows and columns: y is (Rows, Columns). Each
/// operand is either full, one row for all rows, one column for all columns, or one number. What broadcasting cannot
/// be folded to this the caller copies first.
/// </summary>
public enum Operand
{
    /// <summary>(Rows, Columns).</summary>
    Full,

    /// <summary>(Columns), the same for every row: a bias.</summary>
    Row,

    /// <summary>(Rows), the same for every column: a mean.</summary>
    Column,

    /// <summary>One number.</summary>
    Scalar,
}

/// <summary>The sizes of a pointwise operation on two operands.</summary>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Columns">Columns of the result.</param>
/// <param name="A">How a is spread.</param>
/// <param name="B">How b is spread.</param>
public readonly record struct BinaryShape(int Rows, int Columns, Operand A, Operand B);

public partial interface IKernels
{
    /// <summary>y = f(x), element by element. All operands of this and of <see cref="UnaryBackward"/> are floats, or all are bf16.</summary>
    void Unary<TOp>(TOp op, Buffer x, Buffer y)
        where TOp : struct, IUnary;

    /// <summary>dx = f'(x)·dy, element by element.</summary>
    void UnaryBackward<TOp>(TOp op, Buffer x, Buffer y, Buffer dy, Buffer dx)
        where TOp : struct, IUnary;

    /// <summary>
    /// y = f(a, b), broadcast. Where nothing is broadcast, all operands may be bf16, here and in <see cref="BinaryBackward"/>, or b alone.
    /// </summary>
    void Binary<TOp>(TOp op, Buffer a, Buffer b, Buffer y, BinaryShape shape)
        where TOp : struct, IBinary;

    /// <summary>
    /// da = ∂f/∂a·dy and db = ∂f/∂b·dy. The gradient of an operand that was broadcast is the sum over everything that
    /// it was spread to, and has the operand's own size. An operand whose gradient nobody wants is null.
    /// </summary>
    void BinaryBackward<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer? da, Buffer? db, BinaryShape shape)
        where TOp : struct, IBinary;
}
