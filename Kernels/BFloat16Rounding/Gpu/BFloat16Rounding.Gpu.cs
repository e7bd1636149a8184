namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void RoundToBFloat16(Buffer x, Buffer y) => Convert(x, y);

    /// <inheritdoc/>
    public void WidenBFloat16(Buffer x, Buffer y) => Convert(x, y);

    /// <summary>Rounds floats to bf16, or widens bf16 to floats.</summary>
    private void Convert(Buffer x, Buffer y)
    {
        if (y.Type == DType.BF16)
        {
            Pointwise(default(SameFunction), FloatsOf(x), default(NoNumbers), default(NoNumbers), BFloat16sOf(y), y, x);
        }
        else
        {
            Pointwise(default(SameFunction), BFloat16sOf(x), default(NoNumbers), default(NoNumbers), FloatsOf(y), y, x);
        }
    }

    private static FloatNumbers FloatsOf(Buffer buffer) => new(buffer.Floats());

    private static BFloat16Numbers BFloat16sOf(Buffer buffer) => new(buffer.BFloat16s());

    /// <summary>y = f(a, b, c) in every place.</summary>
    /// <param name="f">The function.</param>
    /// <param name="a">The first operand.</param>
    /// <param name="b">The second.</param>
    /// <param name="c">The third.</param>
    /// <param name="y">The result.</param>
    /// <param name="result">Its memory.</param>
    /// <param name="operands">The operands' memory.</param>
    private void Pointwise<TFunction, TA, TB, TC, TY>(TFunction f, TA a, TB b, TC c, TY y, Buffer result, params ReadOnlySpan<Buffer> operands)
        where TFunction : struct, IPointFunction
        where TA : struct, INumbers
        where TB : struct, INumbers
        where TC : struct, INumbers
        where TY : struct, INumbers
    {
        int eights = StartAtPieces(result) && StartAtPieces(operands) ? result.Length / 8 : 0;
        Launch(new Pointwise8<TFunction, TA, TB, TC, TY, TGroup>(f, a, b, c, y, result.Length, eights), GroupsFor(result.Length - (7 * eights)));
    }

    /// <summary>Whether buffers start at multiples of 16 bytes, which a thread can move at once.</summary>
    private static bool StartAtPieces(params ReadOnlySpan<Buffer> buffers)
    {
        foreach (var buffer in buffers)
        {
            if ((long)buffer.Offset * buffer.Type.Size() % 16 != 0)
            {
                return false;
            }
        }

        return true;
    }
}
