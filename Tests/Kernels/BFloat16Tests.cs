namespace Tests;

public class BFloat16Tests
{
    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(1.00390625f, 0x3F80)] // half-way between 1 and 1.0078125: the even one
    [InlineData(1.01171875f, 0x3F82)] // half-way between 1.0078125 and 1.015625
    [InlineData(1.003906369f, 0x3F81)] // a little above half-way
    [InlineData(-0f, 0x8000)]
    [InlineData(3.4028235e38f, 0x7F80)] // the largest float is nearer to infinity than to the largest bfloat16
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(1e-45f, 0x0000)]
    public void RoundsToTheNearestAndThenToEven(float value, int expected) => Assert.Equal(expected, BFloat16.FromSingle(value));

    [Fact]
    public void EveryNumberOf16BitsComesBack()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            float value = BFloat16.ToSingle((ushort)bits);
            if (!float.IsNaN(value))
            {
                Assert.Equal(bits, BFloat16.FromSingle(value));
            }
            else
            {
                Assert.True(float.IsNaN(BFloat16.ToSingle(BFloat16.FromSingle(value))));
            }
        }
    }
}
