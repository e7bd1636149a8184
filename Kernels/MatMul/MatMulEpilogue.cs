namespace Kernels;

/// <summary>A function that a product ends with.</summary>
public enum EpilogueKind
{
    /// <summary>z = A·B + bias becomes the operand, for the backward pass, and C = GELU(z), by tanh.</summary>
    Gelu,

    /// <summary>C = GELU'(z)·(A·B), where z is the operand: the gradient before the GELU from the product that makes the one behind it.</summary>
    GeluGradient,
}

/// <summary>
/// The end of a product that does a pointwise function by the way: on a GPU the sums are in registers then, and a pass over memory is saved. Devices without a fused version do
/// one after the other.
/// </summary>
/// <param name="Kind">The function.</param>
/// <param name="Operand">z, of C's size and type. Where that is bf16, GELU takes z before it is rounded.</param>
public readonly record struct MatMulEpilogue(EpilogueKind Kind, Buffer Operand)
{
    /// <summary>Product first, then the function. Arguments as for <see cref="IKernels.MatMul"/>.</summary>
    internal void Compose(IKernels kernels, Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape)
    {
        if (Kind == EpilogueKind.Gelu)
        {
            kernels.MatMul(a, b, bias, Operand, shape);
            kernels.Unary(default(GeluTanhOp), Operand, c);
        }
        else
        {
            kernels.MatMul(a, b, bias, c, shape);
            kernels.UnaryBackward(default(GeluTanhOp), Operand, Operand, c, c); // GELU's own result is not needed
        }
    }
}
