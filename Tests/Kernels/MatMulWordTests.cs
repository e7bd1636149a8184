namespace Tests;

/// <summary>How the emulation of tensor cores rounds factors: to the nearest, ties to even.</summary>
public class MatMulWordTests
{
    /// <summary>A number and the nearest TF32 number: 10 bits behind the point.</summary>
    public static TheoryData<float, float> TensorFloat32 => new()
    {
        { 1 + (1f / 2048), 1 }, // ties
        { 1 + (3f / 2048), 1 + (1f / 512) },
        { -1 - (1f / 2048), -1 },
        { -1 - (3f / 2048), -1 - (1f / 512) },
        { 1 + (1f / 2048) + (1f / 8388608), 1 + (1f / 1024) },
        { 1.5f, 1.5f },
        { 0f, 0f },
        { -0f, -0f },
        { float.Epsilon, 0f },
        { float.MaxValue, float.PositiveInfinity },
        { float.MinValue, float.NegativeInfinity },
        { float.PositiveInfinity, float.PositiveInfinity },
        { float.NaN, float.NaN },
        { BitConverter.UInt32BitsToSingle(0x7F800001), float.NaN }, // all that tells it from infinity is in the bits that go
    };

    /// <summary>A number and the nearest bf16 number: 7 bits behind the point.</summary>
    public static TheoryData<float, float> BFloat16 => new()
    {
        { 1 + (1f / 256), 1 },
        { 1 + (3f / 256), 1 + (1f / 64) },
        { -1 - (1f / 256), -1 },
        { -1 - (3f / 256), -1 - (1f / 64) },
        { 1 + (1f / 256) + (1f / 8388608), 1 + (1f / 128) },
        { 1.5f, 1.5f },
        { 0f, 0f },
        { -0f, -0f },
        { float.Epsilon, 0f },
        { float.MaxValue, float.PositiveInfinity },
        { float.MinValue, float.NegativeInfinity },
        { float.PositiveInfinity, float.PositiveInfinity },
        { float.NaN, float.NaN },
        { BitConverter.UInt32BitsToSingle(0x7F800001), float.NaN },
    };

    [Theory]
    [MemberData(nameof(TensorFloat32))]
    public void TensorFloat32TakesTheNearest(float value, float expected) =>
        AssertSame(expected, TensorFloat32Word.Pack(value, 0));

    /// <summary>The first factor lies in the lower half, and what is beside it does not change it.</summary>
    [Theory]
    [MemberData(nameof(BFloat16))]
    public void BFloat16TakesTheNearestInBothHalves(float value, float expected)
    {
        foreach (float other in new[] { 0, -1.5f, float.MaxValue, float.NaN })
        {
            AssertSame(expected, BFloat16Word.Pack(value, other) << 16);
            AssertSame(expected, BFloat16Word.Pack(other, value) & 0xFFFF0000);
        }
    }

    [Fact]
    public void ProductsAreThoseOfTheFactors()
    {
        Assert.Equal(-3, TensorFloat32Word.Multiply(TensorFloat32Word.Pack(1.5f, 0), TensorFloat32Word.Pack(-2, 0)));
        Assert.Equal(-3 + 10, BFloat16Word.Multiply(BFloat16Word.Pack(1.5f, 4), BFloat16Word.Pack(-2, 2.5f)));
    }

    private static void AssertSame(float expected, uint bits)
    {
        float found = BitConverter.UInt32BitsToSingle(bits);
        Assert.True(float.IsNaN(expected) ? float.IsNaN(found) : BitConverter.SingleToUInt32Bits(expected) == bits, $"expected {expected}, found {found}");
    }
}
