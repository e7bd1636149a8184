using System.Runtime.InteropServices;

namespace Kernels;

public sealed partial class ReferenceKernels
{
    /// <inheritdoc/>
    public void Unary<TOp>(TOp op, Buffer x, Buffer y)
        where TOp : struct, IUnary
    {
        var xs = Reals(x);
        var ys = Reals(y);
        for (int i = 0; i < ys.Length; i++)
        {
            ys[i] = op.Forward(xs[i]);
        }
    }

    /// <inheritdoc/>
    public void UnaryBackward<TOp>(TOp op, Buffer x, Buffer y, Buffer dy, Buffer dx)
        where TOp : struct, IUnary
    {
        var xs = Reals(x);
        var ys = Reals(y);
        var dys = Reals(dy);
        var dxs = Reals(dx);
        for (int i = 0; i < dxs.Length; i++)
        {
            dxs[i] = op.Backward(xs[i], ys[i], dys[i]);
        }
    }

    /// <inheritdoc/>
    public void Binary<TOp>(TOp op, Buffer a, Buffer b, Buffer y, BinaryShape shape)
        where TOp : struct, IBinary
    {
        var xa = Reals(a);
        var xb = Reals(b);
        var ys = Reals(y);
        for (int r = 0; r < shape.Rows; r++)
        {
            for (int c = 0; c < shape.Columns; c++)
            {
                ys[(r * shape.Columns) + c] = op.Forward(xa[Place(shape.A, r, c, shape.Columns)], xb[Place(shape.B, r, c, shape.Columns)]);
            }
        }
    }

    /// <inheritdoc/>
    public void BinaryBackward<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer? da, Buffer? db, BinaryShape shape)
        where TOp : struct, IBinary
    {
        var xa = Reals(a);
        var xb = Reals(b);
        var dys = Reals(dy);
        Span<Real64> dxa = da is { } bufferA ? Reals(bufferA) : [];
        Span<Real64> dxb = db is { } bufferB ? Reals(bufferB) : [];
        dxa.Clear();
        dxb.Clear();
        for (int r = 0; r < shape.Rows; r++)
        {
            for (int c = 0; c < shape.Columns; c++)
            {
                int i = Place(shape.A, r, c, shape.Columns);
                int j = Place(shape.B, r, c, shape.Columns);
                Real64 upstream = dys[(r * shape.Columns) + c];
                if (da is not null)
                {
                    dxa[i] += op.BackwardA(xa[i], xb[j], upstream);
                }

                if (db is not null)
                {
                    dxb[j] += op.BackwardB(xa[i], xb[j], upstream);
                }
            }
        }
    }

    /// <summary>The doubles of a buffer as the number type that pointwise operations are written for.</summary>
    private static Span<Real64> Reals(Buffer buffer) => MemoryMarshal.Cast<double, Real64>(buffer.F64);

    /// <summary>Which element of an operand meets row <paramref name="r"/>, column <paramref name="c"/> of the result.</summary>
    private static int Place(Operand operand, int r, int c, int columns) => operand switch
    {
        Operand.Full => (r * columns) + c,
        Operand.Row => c,
        Operand.Column => r,
        _ => 0,
    };
}
