using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Binary<TOp>(TOp op, Buffer a, Buffer b, Buffer y, BinaryShape shape)
        where TOp : struct, IBinary
    {
        if (y.Type == DType.BF16)
        {
            Pointwise(new BinaryFunction<TOp>(op), BFloat16sOf(a), BFloat16sOf(b), default(NoNumbers), BFloat16sOf(y), y, a, b);
        }
        else if (b.Type == DType.BF16)
        {
            Pointwise(new BinaryFunction<TOp>(op), FloatsOf(a), BFloat16sOf(b), default(NoNumbers), FloatsOf(y), y, a, b);
        }
        else
        {
            Launch(new BinaryForward<TOp, TGroup>(op, a.Floats(), b.Floats(), y.Floats(), shape), GroupsFor(y.Length));
        }
    }

    /// <inheritdoc/>
    public void BinaryBackward<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer? da, Buffer? db, BinaryShape shape)
        where TOp : struct, IBinary
    {
        if (dy.Type == DType.BF16)
        {
            BinaryBackwardOfBFloat16s(op, a, b, dy, da, db);
            return;
        }

        bool mapsA = da is not null && shape.A == Operand.Full;
        bool mapsB = db is not null && shape.B == Operand.Full;
        if (da is { } spreadA && !mapsA)
        {
            SumGradient(op, a, b, dy, spreadA, shape, shape.A, isOfA: true);
        }

        if (db is { } spreadB && !mapsB)
        {
            SumGradient(op, a, b, dy, spreadB, shape, shape.B, isOfA: false);
        }

        if (mapsA || mapsB)
        {
            var kernel = new BinaryBackward<TOp, TGroup>(
                op, a.Floats(), b.Floats(), dy.Floats(), da.FloatsOrNone(dy), db.FloatsOrNone(dy), shape, mapsA ? 1 : 0, mapsB ? 1 : 0);
            Launch(kernel, GroupsFor(dy.Length));
        }
    }

    private void BinaryBackwardOfBFloat16s<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer? da, Buffer? db)
        where TOp : struct, IBinary
    {
        if (da is { } ofA)
        {
            Pointwise(new BinaryGradientOfA<TOp>(op), BFloat16sOf(a), BFloat16sOf(b), BFloat16sOf(dy), BFloat16sOf(ofA), ofA, a, b, dy);
        }

        if (db is { } ofB)
        {
            Pointwise(new BinaryGradientOfB<TOp>(op), BFloat16sOf(a), BFloat16sOf(b), BFloat16sOf(dy), BFloat16sOf(ofB), ofB, a, b, dy);
        }
    }

    /// <summary>The gradient of an operand that was spread: the sum over all that it was spread to, computed while it is summed.</summary>
    private void SumGradient<TOp>(TOp op, Buffer a, Buffer b, Buffer dy, Buffer gradient, BinaryShape shape, Operand operand, bool isOfA)
        where TOp : struct, IBinary
    {
        var summand = new BinaryGradient<TOp>(op, a.Floats(), b.Floats(), dy.Floats(), shape, isOfA ? 1 : 0);
        var sizes = operand switch
        {
            Operand.Row => new SumSizes(1, shape.Rows, shape.Columns),
            Operand.Column => new SumSizes(shape.Rows, shape.Columns, 1),
            _ => new SumSizes(1, dy.Length, 1),
        };
        Sum(summand, gradient.Floats(), sizes);
        KeepAlive(a, b, dy, gradient);
    }
}

/// <summary>
/// y = f(a, b): one thread an element. How the operands are spread is a number in the arguments: one kernel an operation serves
/// all broadcasts, and every thread of a launch takes the same branch.
/// </summary>
internal readonly struct BinaryForward<TOp, TGroup>(
    TOp op, ArrayView<float> a, ArrayView<float> b, ArrayView<float> y, BinaryShape shape) : IGpuKernel
    where TOp : struct, IBinary
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < y.IntLength)
        {
            var first = new GpuFloat(a[BinaryPlace.Of(shape.A, i, shape.Columns)]);
            var second = new GpuFloat(b[BinaryPlace.Of(shape.B, i, shape.Columns)]);
            y[i] = op.Forward(first, second).Value;
        }
    }
}

/// <summary>da and db of operands that were not spread: one thread an element; 1 marks those that are wanted.</summary>
internal readonly struct BinaryBackward<TOp, TGroup>(
    TOp op, ArrayView<float> a, ArrayView<float> b, ArrayView<float> dy, ArrayView<float> da, ArrayView<float> db, BinaryShape shape, int mapsA, int mapsB)
    : IGpuKernel
    where TOp : struct, IBinary
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < dy.IntLength)
        {
            var first = new GpuFloat(a[BinaryPlace.Of(shape.A, i, shape.Columns)]);
            var second = new GpuFloat(b[BinaryPlace.Of(shape.B, i, shape.Columns)]);
            var upstream = new GpuFloat(dy[i]);
            if (mapsA != 0)
            {
                da[i] = op.BackwardA(first, second, upstream).Value;
            }

            if (mapsB != 0)
            {
                db[i] = op.BackwardB(first, second, upstream).Value;
            }
        }
    }
}
