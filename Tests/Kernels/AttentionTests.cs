namespace Tests;

/// <summary>Attention in float, in every SIMD width and with one and two threads, and on GPUs, against the reference in double.</summary>
public class AttentionTests
{
    public static TheoryData<int, int, int, int, float, double> Shapes => new()
    {
        // B, T, C, heads, dropout, standard deviation of q, k and v
        { 1, 1, 5, 1, 0, 1 },
        { 2, 7, 15, 3, 0, 1 },
        { 2, 64, 64, 2, 0, 1 },
        { 1, 70, 10, 2, 0, 1 },
        { 2, 130, 10, 2, 0.2f, 1 },
        { 1, 130, 48, 2, 0, 1 },
        { 1, 65, 64, 1, 0.2f, 1 },
        { 1, 33, 40, 2, 0, 30 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AgreesWithTheReference(int b, int t, int c, int heads, float dropout, double deviation)
    {
        var shape = new AttentionShape(b, t, c, heads, dropout, Seed: 1234);
        var expected = Compute(Device.Reference, shape, deviation);

        foreach (var width in Enum.GetValues<SimdWidth>())
        {
            var actual = Compute(width, threads: 1, shape, deviation);
            AssertClose(expected, actual, shape, deviation, width.ToString());
            var twoThreads = Compute(width, threads: 2, shape, deviation);
            Assert.Equal(actual, twoThreads);
        }
    }

    [Theory]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void AgreesWithTheReferenceOnGpus(int b, int t, int c, int heads, float dropout, double deviation, string deviceName)
    {
        var shape = new AttentionShape(b, t, c, heads, dropout, Seed: 1234);
        var device = TestDevices.Get(deviceName);
        var actual = Compute(device, shape, deviation);
        AssertClose(Compute(Device.Reference, shape, deviation), actual, shape, deviation, deviceName);
        Assert.Equal(actual, Compute(device, shape, deviation));
    }

    /// <summary>The contract with all operands in bf16, where a device has it; odd sizes and an offset that is no multiple of 16 bytes.</summary>
    [Theory]
    [OnOpenCl]
    [OnSimulator]
    [OnCuda]
    public void AgreesWithTheReferenceInBFloat16OnGpus(string deviceName)
    {
        var shape = new AttentionShape(B: 2, T: 19, C: 24, Heads: 3, Dropout: 0.2f, Seed: 7);
        var device = TestDevices.Get(deviceName);
        double[][] expected = Compute(Device.Reference), actual = Compute(device);
        for (int k = 0; k < expected.Length; k++)
        {
            // A result is rounded to 8 bits, and so is what the backward pass gets of the forward pass.
            double scale = Math.Max(1, expected[k].Max(Math.Abs));
            Assert.All(expected[k].Zip(actual[k]), pair => Assert.InRange(pair.Second, pair.First - (scale / 64), pair.First + (scale / 64)));
        }

        double[][] Compute(Device on)
        {
            int size = shape.B * shape.T * shape.C;
            var random = new Random(3);
            Buffer[] all = [.. new[] { 3 * size, size, size, 3 * size }.Select(length => new Buffer(on.Allocate(on.BFloat16Type, length + 1), 1, length))];
            var (qkv, y, dy, dqkv) = (all[0], all[1], all[2], all[3]);
            var logSumExp = Fill(on, shape.B * shape.Heads * shape.T, () => double.NaN);
            foreach (var input in new[] { qkv, dy })
            {
                on.Write(input, [.. Enumerable.Range(0, input.Length).Select(_ => random.Next(-128, 129) / 64.0)]);
            }

            on.Kernels.AttentionForward(qkv, y, logSumExp, shape);
            on.Kernels.AttentionBackward(qkv, y, logSumExp, dy, dqkv, shape);
            double[][] results = [Read(on, y), Read(on, logSumExp), Read(on, dqkv)];
            Array.ForEach([.. all, logSumExp], buffer => buffer.Storage.Release());
            return results;
        }
    }

    /// <summary>Scores of thousands: without the subtraction of the largest, exp overflows.</summary>
    [Fact]
    public void LargeScoresDoNotOverflow()
    {
        foreach (var width in Enum.GetValues<SimdWidth>())
        {
            var results = Compute(width, threads: 1, new AttentionShape(1, 100, 16, 2), deviation: 100);
            Assert.All(results, result => Assert.All(result, value => Assert.True(double.IsFinite(value))));
        }
    }

    /// <summary>What comes later cannot change what came before.</summary>
    [Fact]
    public void IsCausal()
    {
        var shape = new AttentionShape(1, 80, 12, 2);
        var longer = Compute(SimdWidth.Vector256, 1, shape, 1);
        var shorter = Compute(SimdWidth.Vector256, 1, shape with { T = 50 }, 1);
        Assert.Equal(shorter[0], longer[0].Take(50 * 12));
    }

    /// <summary>Not even by 0 times infinity: every version in float, forward and backward, with a position that holds no numbers.</summary>
    [Theory]
    [OnOpenCl]
    [OnSimulator]
    [OnCuda]
    public void WhatIsNotSeenDoesNotMatterOnGpus(string deviceName)
    {
        const int T = 21, C = 20, Bad = 18; // within a tile of keys and of queries
        var device = (GpuDevice)TestDevices.Get(deviceName);
        int[] shape = [1, T, C, 1, 0];
        for (int rung = 0; rung < 2; rung++)
        {
            double[] y = RunVersion(device, "attention forward", rung, shape, spoiled: [0])[1];
            Assert.All(y.Take(Bad * C), value => Assert.True(double.IsFinite(value), $"version {rung + 1}: y depends on later positions"));
            double[] dqkv = RunVersion(device, "attention backward", rung, shape, spoiled: [0, 1, 3])[4];
            for (int i = 0; i < T; i++)
            {
                // dq of the positions before, dk and dv of those behind
                var free = dqkv.AsSpan((i * 3 * C) + (i < Bad ? 0 : C), i < Bad ? C : 2 * C);
                Assert.True(i == Bad || !free.ContainsAnyExceptInRange(double.MinValue, double.MaxValue), $"version {rung + 1}: dqkv({i}) depends on position {Bad}");
            }
        }

        double[][] RunVersion(GpuDevice device, string name, int rung, int[] shape, int[] spoiled)
        {
            var ladder = device.Ladders.Single(one => one.Name == name);
            Buffer[] operands = [.. ladder.Operands(shape).Select((operand, i) => Fill(device, operand.Length, () => 0.5))];
            foreach (int i in spoiled)
            {
                double[] values = Read(device, operands[i]);
                int width = values.Length / T;
                values.AsSpan(Bad * width, width).Fill(double.PositiveInfinity);
                device.Write(operands[i], values);
            }

            ladder.Run(rung, operands, shape);
            double[][] results = [.. operands.Select(operand => Read(device, operand))];
            Array.ForEach(operands, operand => operand.Storage.Release());
            return results;
        }
    }

    [OpenClFact]
    public void MoreWeightsThanCanBeNumberedAreRefused()
    {
        var device = TestDevices.Get("opencl");
        var shape = new AttentionShape(B: 1, T: 1 << 15, C: 2, Heads: 2);
        Buffer[] buffers = [.. new[] { 3 * shape.T * shape.C, shape.T * shape.C, shape.Heads * shape.T }.Select(length => Fill(device, length, () => 0))];
        var error = Assert.Throws<DeviceException>(() => device.Kernels.AttentionForward(buffers[0], buffers[1], buffers[2], shape));
        Assert.Contains("shorter block", error.Message);
        Array.ForEach(buffers, buffer => buffer.Storage.Release());
    }

    private static void AssertClose(double[][] expected, double[][] actual, AttentionShape shape, double deviation, string where)
    {
        // A score is a sum of HeadSize products, an output one of T: each may be off by √K roundings of the largest
        // value; an error of a score counts by its size, since it is exponentiated. 8 leaves room for the constants.
        double tolerance = 8 * Math.Sqrt(Math.Max(shape.HeadSize, shape.T)) * Math.Max(1, deviation * deviation) / (1 << 24);
        for (int k = 0; k < expected.Length; k++)
        {
            double scale = expected[k].Max(Math.Abs);
            double worst = expected[k].Zip(actual[k], (x, y) => double.IsFinite(y) ? Math.Abs(x - y) : double.PositiveInfinity).Max();
            Assert.True(worst <= tolerance * Math.Max(scale, 1), $"{where}, result {k} of y, logSumExp, dqkv: off by {worst:E2} of {scale:E2}, tolerance {tolerance:E2}.");
        }
    }

    private static double[][] Compute(SimdWidth width, int threads, AttentionShape shape, double deviation)
    {
        var device = new CpuDevice(threads, width);
        try
        {
            return Compute(device, shape, deviation);
        }
        finally
        {
            device.Team.Dispose();
        }
    }

    /// <summary>y, logSumExp and dqkv for the same random inputs on any device. NaN fills the outputs, so what is not written is found.</summary>
    private static double[][] Compute(Device device, AttentionShape shape, double deviation)
    {
        int size = shape.B * shape.T * shape.C;
        var random = new Random(1);
        var qkv = Fill(device, 3 * size, () => deviation * Normal(random));
        random = new Random(2);
        var dy = Fill(device, size, () => Normal(random));
        var y = Fill(device, size, () => double.NaN);
        var logSumExp = Fill(device, shape.B * shape.Heads * shape.T, () => double.NaN);
        var dqkv = Fill(device, 3 * size, () => double.NaN);
        device.Kernels.AttentionForward(qkv, y, logSumExp, shape);
        device.Kernels.AttentionBackward(qkv, y, logSumExp, dy, dqkv, shape);
        double[][] results = [Read(device, y), Read(device, logSumExp), Read(device, dqkv)];
        foreach (var buffer in new[] { qkv, dy, y, logSumExp, dqkv })
        {
            buffer.Storage.Release();
        }

        return results;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Numbers that are floats, so that every device gets the same ones.</summary>
    private static Buffer Fill(Device device, int length, Func<double> next)
    {
        var buffer = new Buffer(device.Allocate(device.FloatType, length), 0, length);
        device.Write(buffer, [.. Enumerable.Range(0, length).Select(_ => (double)(float)next())]);
        return buffer;
    }

    private static double[] Read(Device device, Buffer buffer)
    {
        double[] values = new double[buffer.Length];
        device.Read(buffer, values);
        return values;
    }
}
