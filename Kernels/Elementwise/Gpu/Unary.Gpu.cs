using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void Unary<TOp>(TOp op, Buffer x, Buffer y)
        where TOp : struct, IUnary
    {
        if (y.Type == DType.BF16)
        {
            Pointwise(new UnaryFunction<TOp>(op), BFloat16sOf(x), default(NoNumbers), default(NoNumbers), BFloat16sOf(y), y, x);
        }
        else
        {
            Launch(new UnaryForward<TOp, TGroup>(op, x.Floats(), y.Floats()), GroupsFor(y.Length));
        }
    }

    /// <inheritdoc/>
    public void UnaryBackward<TOp>(TOp op, Buffer x, Buffer y, Buffer dy, Buffer dx)
        where TOp : struct, IUnary
    {
        if (dx.Type == DType.BF16)
        {
            Pointwise(new UnaryGradient<TOp>(op), BFloat16sOf(x), BFloat16sOf(y), BFloat16sOf(dy), BFloat16sOf(dx), dx, x, y, dy);
        }
        else
        {
            Launch(new UnaryBackward<TOp, TGroup>(op, x.Floats(), y.Floats(), dy.Floats(), dx.Floats()), GroupsFor(dx.Length));
        }
    }
}

/// <summary>y = f(x): one thread an element.</summary>
internal readonly struct UnaryForward<TOp, TGroup>(TOp op, ArrayView<float> x, ArrayView<float> y) : IGpuKernel
    where TOp : struct, IUnary
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
            y[i] = op.Forward(new GpuFloat(x[i])).Value;
        }
    }
}

/// <summary>dx = f'(x)·dy: one thread an element.</summary>
internal readonly struct UnaryBackward<TOp, TGroup>(TOp op, ArrayView<float> x, ArrayView<float> y, ArrayView<float> dy, ArrayView<float> dx) : IGpuKernel
    where TOp : struct, IUnary
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < dx.IntLength)
        {
            dx[i] = op.Backward(new GpuFloat(x[i]), new GpuFloat(y[i]), new GpuFloat(dy[i])).Value;
        }
    }
}
