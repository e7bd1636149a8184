using System.Runtime.InteropServices;

namespace Tests;

/// <summary>The lanes' functions against Math in double, in every width, and the same bits in all of them.</summary>
public unsafe class SimdMathTests
{
    /// <summary>One rounding of a float at most: half a unit in the last place of a number in [1, 2).</summary>
    private const double Epsilon = 1.0 / (1 << 24);

    public static IEnumerable<float> Sweep(float from, float to, int count) =>
        Enumerable.Range(0, count + 1).Select(i => (float)(from + ((double)(to - from) * i / count)));

    /// <summary>1e-38 to 1, the same distance apart in the logarithm.</summary>
    public static IEnumerable<float> Small => Sweep(-87.3f, 0, 20_000).Select(x => (float)Math.Exp(x));

    public static IEnumerable<float> BothSigns(IEnumerable<float> values) => values.SelectMany(x => new[] { x, -x });

    [Fact]
    public void ExpIsRight()
    {
        Check(Function.Exp, BothSigns(Small).Concat(Sweep(-87.3f, 88.72f, 100_000)), Math.Exp, relative: 3 * Epsilon);
        Check(Function.Exp, Sweep(-104, -87.3f, 10_000), Math.Exp, relative: 0, absolute: float.Epsilon);
        CheckSpecial(Function.Exp, (float.NegativeInfinity, 0), (-1e30f, 0), (-104, 0), (0, 1), (-0f, 1), (89, float.PositiveInfinity),
            (1e30f, float.PositiveInfinity), (float.PositiveInfinity, float.PositiveInfinity), (float.NaN, float.NaN));
    }

    [Fact]
    public void LogIsRight()
    {
        var denormals = Sweep(-103, -87.3f, 1000).Select(x => (float)Math.Exp(x));
        Check(Function.Log, Small.Concat(denormals).Concat(Sweep(0.5f, 2, 50_000)).Concat(Sweep(2, 1e38f, 1000)), Math.Log, relative: 3 * Epsilon);
        CheckSpecial(Function.Log, (0, float.NegativeInfinity), (-0f, float.NegativeInfinity), (1, 0), (-1, float.NaN), (float.NegativeInfinity, float.NaN),
            (float.PositiveInfinity, float.PositiveInfinity), (float.NaN, float.NaN), (float.MaxValue, (float)Math.Log(float.MaxValue)));
    }

    [Fact]
    public void TanhIsRight()
    {
        Check(Function.Tanh, BothSigns(Small.Concat(Sweep(0, 12, 100_000))), Math.Tanh, relative: 2e-7);
        CheckSpecial(Function.Tanh, (float.NegativeInfinity, -1), (float.PositiveInfinity, 1), (0, 0), (-0f, -0f), (20, 1), (float.NaN, float.NaN));
    }

    /// <summary>As a part of itself, also where it is as small as a normal float gets.</summary>
    [Fact]
    public void NormalTailIsRight()
    {
        static double Tail(double x) => 0.5 * ErrorFunction.Complement(-x / Math.Sqrt(2));
        static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);
        var near = Small.Where(x => x <= 1).Concat(Sweep(0, 1, 50_000)).Select(x => -x).ToList();
        Check(Function.NormalTail, near, Tail, relative: 2e-7);
        Check(Function.NormalTail, Sweep(-12.9f, -1, 100_000), Tail, relative: 3.2e-7);
        Check(Function.NormalDensity, near.Concat(Sweep(-12.9f, -1, 100_000)), Density, relative: 3.5 * Epsilon);
        CheckSpecial(Function.NormalTail, (float.NegativeInfinity, 0), (-20, 0), (0, 0.5f), (-0f, 0.5f), (float.NaN, float.NaN));
    }

    /// <summary>GELU of negative numbers too is right in its last digits: Φ is never what is left of 1 - 1.</summary>
    [Fact]
    public void GeluIsRightWhereItIsSmall()
    {
        static double Gelu(double x) => 0.5 * x * ErrorFunction.Complement(-x / Math.Sqrt(2));
        Check(Function.Gelu, BothSigns(Small.Where(x => x <= 1).Concat(Sweep(0, 1, 50_000))), Gelu, relative: 2e-7);
        Check(Function.Gelu, Sweep(1, 100, 100_000), Gelu, relative: 2.5 * Epsilon);
        Check(Function.Gelu, Sweep(-12.9f, -1, 100_000), Gelu, relative: 3.2e-7);
    }

    [Theory]
    [InlineData(0.5, 0.5204998778130465377)]
    [InlineData(1, 0.8427007929497148693)]
    [InlineData(2.4, 0.9993114861033549)]
    [InlineData(2.6, 0.9997639655834707)]
    [InlineData(1e-10, 1.1283791670955126e-10)]
    [InlineData(7, 1)]
    public void DoublePrecisionErrorFunctionIsRight(double x, double expected)
    {
        Assert.Equal(0, (ErrorFunction.Of(x) / expected) - 1, 1e-15);
        Assert.Equal(-ErrorFunction.Of(x), ErrorFunction.Of(-x));
    }

    [Theory]
    [InlineData(-3, 1.9999779095030014)]
    [InlineData(1, 0.15729920705028513)]
    [InlineData(3, 2.209049699858544e-05)]
    [InlineData(10, 2.088487583762545e-45)]
    public void DoublePrecisionComplementIsRightWhereItIsSmall(double x, double expected) =>
        Assert.Equal(0, (ErrorFunction.Complement(x) / expected) - 1, 2e-14);

    /// <summary>The series (left of 2.5) and the continued fraction (right of it) meet; the slope is 2/√π e^(-x²).</summary>
    [Fact]
    public void ErrorFunctionIsSmooth()
    {
        const double h = 1e-3;
        for (double x = -5.9; x < 5.9; x += 0.0371)
        {
            double Slope(double step) => (ErrorFunction.Of(x + step) - ErrorFunction.Of(x - step)) / (2 * step);
            double richardson = ((4 * Slope(h / 2)) - Slope(h)) / 3;
            Assert.Equal(2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x), richardson, 2e-12);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(-1)]
    [InlineData(-0.5)]
    [InlineData(1.7)]
    public void PowIsRight(double exponent)
    {
        foreach (float x in Sweep(0.01f, 50, 5000))
        {
            double expected = Math.Pow(x, exponent);
            Assert.Equal(0, (Apply<Lane>(x, v => Lane.Pow(v, exponent)) / expected) - 1, 4 * Epsilon);
            Assert.Equal(0, (Apply<Lanes8>(x, v => Lanes8.Pow(v, exponent)) / expected) - 1, 4 * Epsilon);
            Assert.Equal(0, (Apply<Lanes16>(x, v => Lanes16.Pow(v, exponent)) / expected) - 1, 4 * Epsilon);
        }
    }

    [Fact]
    public void ArithmeticIsLaneByLane()
    {
        CheckArithmetic<Lane>();
        CheckArithmetic<Lanes8>();
        CheckArithmetic<Lanes16>();
    }

    [Fact]
    public void PartialLoadsAndStoresTouchNothingElse()
    {
        CheckPartial<Lane>();
        CheckPartial<Lanes8>();
        CheckPartial<Lanes16>();
    }

    private static void CheckArithmetic<T>()
        where T : unmanaged, ILanes<T>
    {
        float* a = stackalloc float[16], b = stackalloc float[16], c = stackalloc float[16], result = stackalloc float[16];
        float sum = 0, largest = float.NegativeInfinity;
        for (int i = 0; i < T.Width; i++)
        {
            (a[i], b[i], c[i]) = (i - 5, 0.5f * (7 - i) + 0.25f, 3 * i);
            sum += a[i];
            largest = MathF.Max(largest, a[i]);
        }

        T va = T.Load(a), vb = T.Load(b), vc = T.Load(c);
        Assert.Equal(sum, T.Sum(va));
        Assert.Equal(largest, T.Largest(va));
        Each(va + vb, i => a[i] + b[i]);
        Each(va - vb, i => a[i] - b[i]);
        Each(va * vb, i => a[i] * b[i]);
        Each(va / vb, i => a[i] / b[i]);
        Each(-va, i => -a[i]);
        Each(T.MultiplyAdd(va, vb, vc), i => MathF.FusedMultiplyAdd(a[i], b[i], c[i]));
        Each(T.Max(va, vb), i => MathF.Max(a[i], b[i]));
        Each(T.Min(va, vb), i => MathF.Min(a[i], b[i]));
        Each(T.Max(va, T.Of(double.NaN)), _ => float.NaN);
        Each(T.Max(T.Of(double.NaN), va), _ => float.NaN);
        Each(T.Sqrt(vc), i => MathF.Sqrt(c[i]));
        Each(T.Clamp(va, T.Of(-1), T.Of(2)), i => Math.Clamp(a[i], -1, 2));
        Each(T.Clamp(T.Of(double.NaN), T.Of(-1), T.Of(2)), _ => float.NaN);
        Each(T.IfPositive(va, vb, vc), i => a[i] > 0 ? b[i] : c[i]);
        Each(T.IfPositive(T.Of(double.NaN), vb, vc), i => c[i]);
        Each(T.Broadcast(3.25f), _ => 3.25f);

        void Each(T value, Func<int, float> expected)
        {
            T.Store(value, result);
            for (int i = 0; i < T.Width; i++)
            {
                Assert.Equal(expected(i), result[i]);
            }
        }
    }

    /// <summary>The memory around the floats is filled with a mark, which must stay.</summary>
    private static void CheckPartial<T>()
        where T : unmanaged, ILanes<T>
    {
        const int length = 64;
        const float mark = -77;
        float* memory = (float*)NativeMemory.AlignedAlloc(length * sizeof(float), 64);
        float* lanes = stackalloc float[16];
        for (int count = 0; count <= T.Width; count++)
        {
            new Span<float>(memory, length).Fill(mark);
            float* place = memory + 20;
            T.Store(T.Of(5), place, count);
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(i >= 20 && i < 20 + count ? 5 : mark, memory[i]);
            }

            T.Store(T.Load(place, count), lanes);
            for (int i = 0; i < T.Width; i++)
            {
                Assert.Equal(i < count ? 5 : 0, lanes[i]);
            }
        }

        NativeMemory.AlignedFree(memory);
    }

    private static void Check(Function function, IEnumerable<float> inputs, Func<double, double> exact, double relative, double absolute = 0)
    {
        double worst = 0;
        foreach (float x in inputs)
        {
            float y = Same(function, x);
            double expected = exact(x), error = Math.Abs(y - expected);
            Assert.True(error <= absolute + (relative * Math.Abs(expected)), $"{function}({x:R}) = {y:R}, expected {expected:R}: off by {error:E2}, relative {error / Math.Abs(expected):E2}.");
            worst = Math.Max(worst, error / Math.Max(Math.Abs(expected), 1e-300));
        }

        Assert.True(absolute > 0 || worst > 0, "The sweep found no rounding at all, so it checked nothing.");
    }

    private static void CheckSpecial(Function function, params (float X, float Y)[] cases)
    {
        foreach (var (x, y) in cases)
        {
            float actual = Same(function, x);
            Assert.True(y.Equals(actual) && float.IsNegative(y) == float.IsNegative(actual) || (float.IsNaN(y) && float.IsNaN(actual)), $"{function}({x}) = {actual}, expected {y}.");
        }
    }

    /// <summary>f(x) in all three widths, which must agree to the bit.</summary>
    private static float Same(Function function, float x)
    {
        float one = Call<Lane>(function, x), eight = Call<Lanes8>(function, x), sixteen = Call<Lanes16>(function, x);
        Assert.True(one.Equals(eight) && one.Equals(sixteen), $"{function}({x:R}): {one:R} in one lane, {eight:R} in 8, {sixteen:R} in 16.");
        return one;
    }

    private static float Call<T>(Function function, float x)
        where T : unmanaged, ILanes<T> => Apply<T>(x, function switch
        {
            Function.Exp => T.Exp,
            Function.Log => T.Log,
            Function.Tanh => T.Tanh,
            Function.NormalTail => x => T.NormalTail(x, out _),
            Function.NormalDensity => Density,
            _ => default(GeluErfOp).Forward,
        });

    private static T Density<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        T.NormalTail(x, out T density);
        return density;
    }

    private static float Apply<T>(float x, Func<T, T> f)
        where T : unmanaged, ILanes<T>
    {
        float* lanes = stackalloc float[16];
        T.Store(f(T.Broadcast(x)), lanes);
        return lanes[T.Width - 1];
    }

    private enum Function
    {
        Exp,
        Log,
        Tanh,
        NormalTail,
        NormalDensity,
        Gelu,
    }
}
