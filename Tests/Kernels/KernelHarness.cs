namespace Tests;

/// <summary>
/// Runs one piece of kernel code on the reference and on every variant of the processor device and compares: within
/// rounding between devices, to the bit between numbers of threads.
/// </summary>
public static class KernelHarness
{
    /// <summary>Half a unit in the last place of a float near 1.</summary>
    private const double Rounding = 1.0 / (1 << 24);

    private static readonly Lazy<CpuDevice[]> LazyCpuDevices = new(() =>
    [
        .. from width in new[] { SimdWidth.Scalar, SimdWidth.Vector256, SimdWidth.Vector512 }
           where width <= Simd.Widest
           from threads in new[] { 1, 2, 3 }
           select new CpuDevice(threads, width),
    ]);

    /// <summary>The processor with each SIMD width that this machine has, each with 1, 2 and 3 threads.</summary>
    public static IReadOnlyList<CpuDevice> CpuDevices => LazyCpuDevices.Value;

    /// <summary>Normally distributed numbers that a float holds exactly, the same for the same seed.</summary>
    public static double[] Normal(int count, int seed, double mean = 0, double deviation = 1)
    {
        var random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble())));
        }

        return values;
    }

    /// <summary>Uniformly distributed numbers that a float holds exactly.</summary>
    public static double[] Uniform(int count, int seed, double low, double high)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)(low + ((high - low) * random.NextDouble())))];
    }

    /// <summary>Whole numbers from 0 to <paramref name="limit"/> - 1.</summary>
    public static int[] Integers(int count, int seed, int limit)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(limit))];
    }

    /// <summary>
    /// Checks that a device agrees with the reference: each output within 8·√K·2⁻²⁴ of its largest value (at least 1), where
    /// K is the length of the longest sum; and that a second run, on the processor with other numbers of threads,
    /// changes no bit.
    /// </summary>
    /// <param name="deviceName">As the theory got it.</param>
    /// <param name="run">Fills the inputs, calls the kernels, returns the outputs.</param>
    /// <param name="sumLength">K.</param>
    /// <param name="magnitude">Largest value on the way to the outputs, where it is larger than 1 and the outputs.</param>
    public static void Check(string deviceName, Func<DeviceMemory, Buffer[]> run, int sumLength = 1, double magnitude = 1)
    {
        double[][] expected = Run(Device.Reference, run);
        double[][]? first = null;
        foreach (var device in Variants(deviceName))
        {
            double[][] actual = Run(device, run);
            first ??= actual;
            for (int output = 0; output < expected.Length; output++)
            {
                string place = device is CpuDevice cpu ? $"{device} with {cpu.Threads} threads, output {output}" : $"{device}, output {output}";
                CompareOutput(expected[output], actual[output], 8 * Math.Sqrt(sumLength) * Rounding, magnitude, place);
                Assert.True(first[output].AsSpan().SequenceEqual(actual[output]), $"{place}: the bits differ from those of the first run.");
            }
        }
    }

    /// <summary>The processor with 1, 2 and 3 threads; another device twice.</summary>
    private static IEnumerable<Device> Variants(string name)
    {
        var device = TestDevices.Get(name);
        return device is CpuDevice cpu ? CpuDevices.Where(variant => variant.Simd == cpu.Simd) : [device, device];
    }

    /// <summary>The outputs of a run on one device.</summary>
    public static double[][] Run(Device device, Func<DeviceMemory, Buffer[]> run)
    {
        using var memory = new DeviceMemory(device);
        var outputs = run(memory);
        memory.CheckGuards();
        return [.. outputs.Select(DeviceMemory.Read)];
    }

    /// <summary>
    /// Checks the reference's backward pass: the derivative of <paramref name="loss"/> along each x against a central
    /// difference with Richardson's extrapolation.
    /// </summary>
    public static void CheckGradient(double[] x, Func<double[], double> loss, double[] gradient)
    {
        double Difference(int i, double h)
        {
            double[] moved = [.. x];
            moved[i] = x[i] + h;
            double above = loss(moved);
            moved[i] = x[i] - h;
            return (above - loss(moved)) / (2 * h);
        }

        for (int i = 0; i < x.Length; i++)
        {
            double numeric = ((4 * Difference(i, 5e-4)) - Difference(i, 1e-3)) / 3;
            Assert.True(
                Math.Abs(numeric - gradient[i]) <= 1e-8 + (1e-7 * Math.Abs(numeric)),
                $"Gradient {i}: the formula gives {gradient[i]}, the difference quotient {numeric}.");
        }
    }

    /// <summary>Σ a·b: with b fixed, a loss whose gradient by a is b.</summary>
    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static void CompareOutput(double[] expected, double[] actual, double relative, double magnitude, string place)
    {
        double largest = magnitude;
        foreach (double value in expected)
        {
            largest = double.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        }

        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i]) && !(Math.Abs(expected[i] - actual[i]) <= relative * largest))
            {
                Assert.Fail($"{place}, element {i}: {actual[i]:R} where the reference has {expected[i]:R}; tolerance {relative * largest:G3}.");
            }
        }
    }
}
