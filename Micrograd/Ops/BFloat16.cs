namespace Micrograd;

/// <content>
/// From floats to bf16 and back. Operations that know floats alone ask for <see cref="ToFloat"/> at their door, so that a bf16 tensor can go
/// wherever a float can; their results are floats.
/// </content>
public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> BFloat16Cases
    {
        get
        {
            int[][][] trials = [[[3, 4]], [[1]], [[2, 3, 33]], [[]], [[2, 0]]];
            yield return new OpCase("to bf16", trials, t => t[0].ToBFloat16()) { Roundings = 1, Terms = _ => 1 };
            yield return new OpCase("to bf16 and back", trials, t => t[0].ToBFloat16().ToFloat() * t[0]) { Roundings = 2, Terms = _ => 2 };
        }
    }

    /// <summary>The nearest bf16 numbers, of two equally near ones the even one; this tensor if it is bf16. dx = dy.</summary>
    /// <exception cref="ArgumentException">It holds integers.</exception>
    public Tensor ToBFloat16() => IsBFloat16 ? this : Converted("to bf16", DType.BF16);

    /// <summary>The same numbers as floats; this tensor if it is not bf16. dx = dy, rounded to bf16 as gradients of bf16 tensors are.</summary>
    public Tensor ToFloat() => IsBFloat16 ? Converted("to float", Device.FloatType) : this;

    /// <summary>These numbers in the type of another tensor.</summary>
    internal Tensor InTypeOf(Tensor other) => other.IsBFloat16 ? ToBFloat16() : ToFloat();

    /// <summary>Whether a tensor that was asked for with that type could be this one.</summary>
    internal bool HasType(DType type) => TypeToAskFor == type;

    private Tensor Converted(string operation, DType type)
    {
        if (DType == DType.I32)
        {
            throw new ArgumentException("ToBFloat16: the tensor holds integers (I32), which bf16 cannot hold from 257 on.");
        }

        var x = Contiguous();
        var y = Empty(Device, type, shape);
        x.ConvertInto(y);
        return IsRecording ? Recorded(y, x, operation) : y.Unrecorded(operation);

        static Tensor Recorded(Tensor y, Tensor x, string operation) => y.Record(operation, [x], dy => x.AddGrad(dy.Detach()));
    }

    /// <summary>This gradient, which is taken over, as one of that type.</summary>
    private Tensor TakenAs(DType type)
    {
        if (HasType(type))
        {
            RoundOnHost();
            return this;
        }

        var converted = Empty(Device, type, shape);
        ConvertInto(converted);
        Free();
        return converted;
    }

    private void ConvertInto(Tensor y)
    {
        if (y.IsBFloat16)
        {
            Kernels.RoundToBFloat16(Buffer, y.Buffer);
        }
        else
        {
            Kernels.WidenBFloat16(Buffer, y.Buffer);
        }
    }

    /// <summary>
    /// On GPUs kernels write bf16. Those of the processor and the oracle write their own numbers, which are rounded here: so every device computes the
    /// same function.
    /// </summary>
    private void RoundOnHost()
    {
        if (IsBFloat16 && DType != DType.BF16)
        {
            Kernels.RoundToBFloat16(Buffer, Buffer);
        }
    }
}
