namespace Tests;

/// <summary>The functions that models bend their numbers with, over floats of every size, in each SIMD width.</summary>
public class FunctionPrecisionTests
{
    /// <summary>Three roundings of a float, and a bit.</summary>
    private const double Asked = 2e-7;

    [Theory, OnCpu]
    public void Exp_is_right_to_2e_7(string device) => Check(device, default(ExpOp), Asked);

    [Theory, OnCpu]
    public void Tanh_is_right_to_2e_7(string device) => Check(device, default(TanhOp), Asked);

    /// <summary>What misses 2e-7 are roundings in a row: of Φ, which is a fraction times an exponential, and of x·Φ(x).</summary>
    [Theory, OnCpu]
    public void Exact_gelu_is_right_to_2_2e_7_from_minus_1_on_and_to_3_5e_7_below(string device)
    {
        Check(device, default(GeluErfOp), 2.2e-7, from: -1);
        Check(device, default(GeluErfOp), 3.5e-7);
    }

    /// <summary>The error of e⁻²ᵘ is that of -2u as a float, which grows with it.</summary>
    [Theory, OnCpu]
    public void Gelu_by_tanh_loses_digits_only_with_its_exponent_s_size(string device)
    {
        Check(device, default(GeluTanhOp), 2.1e-7, from: -1);
        Check(device, default(GeluTanhOp), 2e-6, from: -5);
    }

    [Fact]
    public void A_function_that_is_off_is_found_where_it_is_off()
    {
        var (error, at) = FunctionPrecision.LargestError(TestDevices.Get("cpu"), default(WrongAboveThree));
        Assert.Equal(0.01, error, 1e-3);
        Assert.True(at > 3, $"It is wrong above 3, and was found at {at}.");
    }

    private static void Check<TOp>(string device, TOp op, double bound, float from = float.MinValue)
        where TOp : struct, IUnary
    {
        var (error, at) = FunctionPrecision.LargestError(TestDevices.Get(device), op, from);
        Assert.True(error <= bound, $"{typeof(TOp).Name} on {device}: off by {error:E3} of its value at {at:R}; {bound:E1} is asked.");
        Assert.True(error > 0, "No rounding was found at all, so nothing was checked.");
    }

    /// <summary>x; but in floats 1 % too large above 3.</summary>
    private struct WrongAboveThree : IUnary
    {
        public readonly T Forward<T>(T x)
            where T : unmanaged, IReal<T>
        {
            T mistake = T.Min(x * T.Of(typeof(T) == typeof(Real64) ? 0 : 0.01), T.Of(1));
            return T.IfPositive(x - T.Of(3), x + mistake, x);
        }

        public readonly T Backward<T>(T x, T y, T dy)
            where T : unmanaged, IReal<T>
            => dy;
    }
}
