namespace Micrograd;

/// <content>
/// What all pointwise operations share: broadcasting, types and the tape. The formulas are in Kernels/Elementwise. A function of bf16 is bf16; of
/// a bf16 and a float it is a float.
/// </content>
public sealed partial class Tensor
{
    private Tensor Unary<TOp>(string name, TOp op, double? detail = null)
        where TOp : struct, IUnary
    {
        var x = Contiguous();
        var y = NewOfSameType(shape);
        Kernels.Unary(op, x.Buffer, y.Buffer);
        return IsRecording ? Recorded(y, x, name, op, detail) : y.Unrecorded(name);

        static Tensor Recorded(Tensor y, Tensor x, string name, TOp op, double? detail) => y.Record(name, [x], dy =>
        {
            var dx = x.NewOfSameType(x.shape);
            x.Kernels.UnaryBackward(op, x.Buffer, y.Buffer, dy.Buffer, dx.Buffer);
            x.AddGrad(dx);
        }, detail);
    }

    private Tensor Binary<TOp>(string name, TOp op, Tensor other)
        where TOp : struct, IBinary
    {
        RequireSameDevice(name, other);
        if (IsBFloat16 != other.IsBFloat16)
        {
            return ToFloat().Binary(name, op, other.ToFloat());
        }

        int[] result = Shapes.Broadcast(name, shape, other.shape);
        if (IsBFloat16 && !(result.AsSpan().SequenceEqual(shape) && result.AsSpan().SequenceEqual(other.shape)))
        {
            return ToFloat().Binary(name, op, other.ToFloat()).ToBFloat16(); // kernels for bf16 do not broadcast
        }

        var (a, b, sizes) = Spread(this, other, result);
        var y = NewOfSameType(result);
        Kernels.Binary(op, a.Buffer, b.Buffer, y.Buffer, sizes);
        return IsRecording ? Recorded(y, a, b, name, op, sizes) : y.Unrecorded(name);

        static Tensor Recorded(Tensor y, Tensor a, Tensor b, string name, TOp op, BinaryShape sizes) => y.Record(name, [a, b], dy =>
        {
            var da = a.RequiresGrad ? a.NewOfSameType(a.shape) : null;
            var db = b.RequiresGrad ? b.NewOfSameType(b.shape) : null;
            y.Kernels.BinaryBackward(op, a.Buffer, b.Buffer, dy.Buffer, da?.Buffer, db?.Buffer, sizes);
            if (da is not null)
            {
                a.AddGrad(da);
            }

            if (db is not null)
            {
                b.AddGrad(db);
            }
        });
    }

    /// <summary>
    /// Finds the rows and columns as which a kernel can broadcast the operands; an operand that no such cut fits is
    /// repeated in memory first.
    /// </summary>
    private static (Tensor A, Tensor B, BinaryShape Sizes) Spread(Tensor a, Tensor b, int[] result)
    {
        a = a.Contiguous();
        b = b.Contiguous();
        for (int cut = 0; cut <= result.Length; cut++)
        {
            if (AsOperand(a.shape, result, cut) is { } kindA && AsOperand(b.shape, result, cut) is { } kindB)
            {
                return (a, b, new BinaryShape(Shapes.Count(result.AsSpan(0, cut)), Shapes.Count(result.AsSpan(cut)), kindA, kindB));
            }
        }

        return Spread(a.Expand(result).Contiguous(), b.Expand(result).Contiguous(), result);
    }

    /// <summary>How an operand is spread when the result's axes before the cut are its rows and the others its columns; null: in no such way.</summary>
    private static Operand? AsOperand(int[] shape, int[] result, int cut)
    {
        int missing = result.Length - shape.Length;
        bool sameRows = true, sameColumns = true, oneRow = true, oneColumn = true;
        for (int axis = 0; axis < result.Length; axis++)
        {
            int size = axis < missing ? 1 : shape[axis - missing];
            if (axis < cut)
            {
                sameRows &= size == result[axis];
                oneRow &= size == 1;
            }
            else
            {
                sameColumns &= size == result[axis];
                oneColumn &= size == 1;
            }
        }

        return (sameRows, sameColumns, oneRow, oneColumn) switch
        {
            (true, true, _, _) => Operand.Full,
            (_, true, true, _) => Operand.Row,
            (true, _, _, true) => Operand.Column,
            (_, _, true, true) => Operand.Scalar,
            _ => null,
        };
    }
}
