using ILGPU;

namespace Kernels;

/// <summary>Eight neighbouring numbers in a thread's registers.</summary>
/// <param name="low">The first four.</param>
/// <param name="high">The last four.</param>
internal readonly struct Float8(Float4 low, Float4 high)
{
    /// <summary>The first four.</summary>
    public readonly Float4 Low = low;

    /// <summary>The last four.</summary>
    public readonly Float4 High = high;

    /// <summary>Eight times the same number.</summary>
    public static Float8 Of(float value) => new(new Float4(value, value, value, value), new Float4(value, value, value, value));

    /// <summary>A function of the numbers number <paramref name="i"/> to <paramref name="i"/> + 7 of three operands.</summary>
    public static Float8 Of<TFunction>(TFunction f, int i, Float8 a, Float8 b, Float8 c)
        where TFunction : struct, IPointFunction
        => new(Of(f, i, a.Low, b.Low, c.Low), Of(f, i + 4, a.High, b.High, c.High));

    private static Float4 Of<TFunction>(TFunction f, int i, Float4 a, Float4 b, Float4 c)
        where TFunction : struct, IPointFunction
        => new(f.Of(i, a.X, b.X, c.X), f.Of(i + 1, a.Y, b.Y, c.Y), f.Of(i + 2, a.Z, b.Z, c.Z), f.Of(i + 3, a.W, b.W, c.W));
}

/// <summary>Eight neighbouring bf16 numbers, two in a word, the first in the lower half: 16 bytes.</summary>
internal readonly struct BFloat16Eight(uint word0, uint word1, uint word2, uint word3)
{
    /// <summary>Two numbers each.</summary>
    public readonly uint Word0 = word0, Word1 = word1, Word2 = word2, Word3 = word3;

    /// <summary>The nearest numbers to floats.</summary>
    public static BFloat16Eight Round(Float8 values) => new(
        BFloat16Word.Pack(values.Low.X, values.Low.Y), BFloat16Word.Pack(values.Low.Z, values.Low.W),
        BFloat16Word.Pack(values.High.X, values.High.Y), BFloat16Word.Pack(values.High.Z, values.High.W));

    /// <summary>The same numbers as floats.</summary>
    public Float8 Widen() => new(
        new Float4(First(Word0), Second(Word0), First(Word1), Second(Word1)),
        new Float4(First(Word2), Second(Word2), First(Word3), Second(Word3)));

    private static float First(uint word) => Interop.IntAsFloat(word << 16);

    private static float Second(uint word) => Interop.IntAsFloat(word & 0xFFFF0000u);
}
