using ILGPU;

namespace Kernels;

/// <summary>A function of the numbers that three operands have in one place.</summary>
internal interface IPointFunction
{
    /// <summary>Its value.</summary>
    /// <param name="i">The place.</param>
    /// <param name="a">There in the first operand.</param>
    /// <param name="b">In the second; 0 where there is none.</param>
    /// <param name="c">In the third; 0 where there is none.</param>
    float Of(int i, float a, float b, float c);
}

/// <summary>
/// y = f(a, b, c) in every place: a thread has eight neighbours, 16 bytes of bf16, or one number where eight do not lie together. Operands may be
/// floats, bf16 or absent. One that is also the result is read before it is written, by the same thread.
/// </summary>
/// <param name="f">The function.</param>
/// <param name="a">The first operand.</param>
/// <param name="b">The second, or <see cref="NoNumbers"/>.</param>
/// <param name="c">The third, or <see cref="NoNumbers"/>.</param>
/// <param name="y">The result.</param>
/// <param name="count">How many numbers.</param>
/// <param name="eights">How many eights, from the first number on, lie at multiples of 16 bytes.</param>
internal readonly struct Pointwise8<TFunction, TA, TB, TC, TY, TGroup>(TFunction f, TA a, TB b, TC c, TY y, int count, int eights) : IGpuKernel
    where TFunction : struct, IPointFunction
    where TA : struct, INumbers
    where TB : struct, INumbers
    where TC : struct, INumbers
    where TY : struct, INumbers
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int thread = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        int single = thread + (7 * eights);
        if (thread < eights)
        {
            y.PutEight(thread, Float8.Of(f, 8 * thread, a.EightAt(thread), b.EightAt(thread), c.EightAt(thread)));
        }
        else if (single < count)
        {
            y.Put(single, f.Of(single, a.At(single), b.At(single), c.At(single)));
        }
    }
}

/// <summary>a.</summary>
internal readonly struct SameFunction : IPointFunction
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c) => a;
}

/// <summary>f(a).</summary>
internal readonly struct UnaryFunction<TOp>(TOp op) : IPointFunction
    where TOp : struct, IUnary
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c) => op.Forward(new GpuFloat(a)).Value;
}

/// <summary>f'(a)·c, where b = f(a).</summary>
internal readonly struct UnaryGradient<TOp>(TOp op) : IPointFunction
    where TOp : struct, IUnary
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c) => op.Backward(new GpuFloat(a), new GpuFloat(b), new GpuFloat(c)).Value;
}

/// <summary>f(a, b).</summary>
internal readonly struct BinaryFunction<TOp>(TOp op) : IPointFunction
    where TOp : struct, IBinary
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c) => op.Forward(new GpuFloat(a), new GpuFloat(b)).Value;
}

/// <summary>∂f/∂a·c.</summary>
internal readonly struct BinaryGradientOfA<TOp>(TOp op) : IPointFunction
    where TOp : struct, IBinary
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c) => op.BackwardA(new GpuFloat(a), new GpuFloat(b), new GpuFloat(c)).Value;
}

/// <summary>∂f/∂b·c.</summary>
internal readonly struct BinaryGradientOfB<TOp>(TOp op) : IPointFunction
    where TOp : struct, IBinary
{
    /// <inheritdoc/>
    public float Of(int i, float a, float b, float c) => op.BackwardB(new GpuFloat(a), new GpuFloat(b), new GpuFloat(c)).Value;
}
