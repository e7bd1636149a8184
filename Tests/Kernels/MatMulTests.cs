namespace Tests;

/// <summary>Matrix multiplication against the reference, and on the processor against itself to the bit.</summary>
public class MatMulTests
{
    private static readonly CpuDevice[] Cpus =
    [
        .. Enum.GetValues<SimdWidth>().Where(width => width <= Simd.Widest).SelectMany(width => new[] { 1, 2, 3 }.Select(threads => new CpuDevice(threads, width))),
    ];

    /// <summary>Every transpose of sizes of 1, odd sizes, sizes around the tiles, K over several blocks, batches and shared operands.</summary>
    public static TheoryData<MatMulShape> Shapes()
    {
        (int M, int N, int K)[] sizes =
        [
            (1, 1, 1), (1, 7, 5), (3, 1, 2), (5, 3, 1), (13, 31, 17), (14, 32, 8), (15, 33, 9), (29, 65, 100), (64, 64, 32),
            (6, 16, 512), (7, 17, 513), (2, 40, 1025), (1, 300, 530), (1, 40, 1041), (1, 16, 512), (100, 130, 520),
        ];
        var data = new TheoryData<MatMulShape>();
        foreach (var (m, n, k) in sizes)
        {
            for (int transposes = 0; transposes < 4; transposes++)
            {
                data.Add(new MatMulShape(m, n, k, (transposes & 1) != 0, (transposes & 2) != 0));
            }
        }

        for (int kind = 0; kind < 16; kind++)
        {
            data.Add(new MatMulShape(9, 20, 11, (kind & 1) != 0, (kind & 2) != 0, 5, (kind & 4) != 0, (kind & 8) != 0));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EqualsTheReference(MatMulShape shape) => AssertEqualsTheReference(shape, Cpus);

    [Theory]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void EqualsTheReferenceOnGpus(MatMulShape shape, string device) => AssertEqualsTheReference(shape, [TestDevices.Get(device)]);

    [Theory]
    [OnOpenCl]
    [OnCuda]
    public void AnEmptySumOrMatrixIsNoErrorOnGpus(string name)
    {
        var device = TestDevices.Get(name);
        var problem = new MatMulProblem(new MatMulShape(3, 4, 0));
        Assert.Equal(new float[12], problem.Compute(device, withBias: false, accumulate: false));
        Assert.Equal(problem.C, problem.Compute(device, withBias: false, accumulate: true));
        Assert.Empty(new MatMulProblem(new MatMulShape(0, 4, 5)).Compute(device, withBias: true, accumulate: false));
        Assert.Empty(new MatMulProblem(new MatMulShape(3, 0, 5)).Compute(device, withBias: true, accumulate: false));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void HasTheSameBitsForEveryWidthAndThreadCount(MatMulShape shape) => AssertSameBits(new MatMulProblem(shape));

    /// <summary>Large enough that the threads share the work, that A has several blocks, and that B has several groups.</summary>
    [Theory]
    [InlineData(120, 300, 400, 1)]
    [InlineData(1400, 10, 800, 1)]
    [InlineData(400, 8, 7000, 1)]
    [InlineData(70, 90, 50, 40)]
    [InlineData(100, 200, 60, 3)]
    public void HasTheSameBitsWhenTheThreadsShareTheWork(int m, int n, int k, int batch)
    {
        for (int transposes = 0; transposes < 4; transposes++)
        {
            AssertSameBits(new MatMulProblem(new MatMulShape(m, n, k, (transposes & 1) != 0, (transposes & 2) != 0, batch)));
        }
    }

    [Fact]
    public void AnElementIsBlocksOfFusedMultiplyAddsInTheOrderOfK()
    {
        var problem = new MatMulProblem(new MatMulShape(3, 5, 1000));
        float[] found = problem.Compute(Cpus[^1], withBias: true, accumulate: false);
        for (int i = 0; i < found.Length; i++)
        {
            float sum = 0;
            for (int block = 0; block < 1000; block += 512)
            {
                float part = 0;
                for (int k = block; k < Math.Min(1000, block + 512); k++)
                {
                    part = MathF.FusedMultiplyAdd(problem.A[(i / 5 * 1000) + k], problem.B[(k * 5) + (i % 5)], part);
                }

                sum = block == 0 ? part : sum + part;
            }

            Assert.Equal(sum + problem.Bias[i % 5], found[i]);
        }
    }

    [Fact]
    public void ABatchEqualsItsProductsOneByOne()
    {
        var shape = new MatMulShape(17, 40, 390, TransposeB: true, Batch: 6);
        var problem = new MatMulProblem(shape);
        foreach (var cpu in Cpus)
        {
            float[] together = problem.Compute(cpu, withBias: true, accumulate: false);
            for (int index = 0; index < shape.Batch; index++)
            {
                float[] alone = problem.Product(index).Compute(cpu, withBias: true, accumulate: false);
                Assert.Equal(alone, together.AsSpan(index * alone.Length, alone.Length));
            }
        }
    }

    [Fact]
    public void ARowEqualsItselfAlone()
    {
        var shape = new MatMulShape(37, 70, 500);
        var problem = new MatMulProblem(shape);
        foreach (var cpu in Cpus)
        {
            float[] together = problem.Compute(cpu, withBias: false, accumulate: false);
            for (int row = 0; row < shape.M; row++)
            {
                float[] alone = problem.Row(row).Compute(cpu, withBias: false, accumulate: false);
                Assert.Equal(alone, together.AsSpan(row * shape.N, shape.N));
            }
        }
    }

    [Fact]
    public void TheBiasIsAddedToTheFinishedProduct()
    {
        var shape = new MatMulShape(30, 50, 800, TransposeB: true);
        var problem = new MatMulProblem(shape);
        foreach (var cpu in Cpus)
        {
            float[] product = problem.Compute(cpu, withBias: false, accumulate: false);
            float[] withBias = problem.Compute(cpu, withBias: true, accumulate: false);
            Assert.Equal(product.Select((value, i) => value + problem.Bias[i % shape.N]), withBias);
        }
    }

    [Fact]
    public void AnEmptySumIsZero()
    {
        var problem = new MatMulProblem(new MatMulShape(3, 4, 0));
        foreach (var cpu in Cpus)
        {
            Assert.Equal(new float[12], problem.Compute(cpu, withBias: false, accumulate: false));
            Assert.Equal(problem.C, problem.Compute(cpu, withBias: false, accumulate: true));
        }
    }

    [Theory]
    [InlineData(0, 4, 5)]
    [InlineData(3, 0, 5)]
    public void AnEmptyMatrixIsNoError(int m, int n, int k)
    {
        var problem = new MatMulProblem(new MatMulShape(m, n, k));
        Assert.All(Cpus, cpu => Assert.Empty(problem.Compute(cpu, withBias: true, accumulate: false)));
    }

    [Fact]
    public void AllocatesNothingOnceWarm()
    {
        var cpu = new CpuDevice(2);
        var shape = new MatMulShape(200, 300, 400);
        var a = cpu.Allocate(DType.F32, shape.M * shape.K);
        var b = cpu.Allocate(DType.F32, shape.K * shape.N);
        var c = cpu.Allocate(DType.F32, shape.M * shape.N);
        new Kernels.Buffer(a, 0, a.Length).F32.Clear();
        new Kernels.Buffer(b, 0, b.Length).F32.Clear();
        for (int warm = 0; warm < 200; warm++)
        {
            Multiply();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Multiply();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Multiply() => cpu.Kernels.MatMul(new Kernels.Buffer(a, 0, a.Length), new Kernels.Buffer(b, 0, b.Length), null, new Kernels.Buffer(c, 0, c.Length), shape);
    }

    private static void AssertEqualsTheReference(MatMulShape shape, IEnumerable<Device> devices)
    {
        var problem = new MatMulProblem(shape);
        foreach (var (withBias, accumulate) in new[] { (false, false), (true, false), (false, true) })
        {
            double[] expected = problem.Reference(withBias, accumulate);
            double[] magnitudes = problem.Magnitudes(withBias, accumulate);
            foreach (var device in devices)
            {
                float[] found = problem.Compute(device, withBias, accumulate);
                for (int i = 0; i < found.Length; i++)
                {
                    double allowed = 4 * Math.Sqrt(shape.K) * Math.Pow(2, -24) * magnitudes[i];
                    if (!(Math.Abs(found[i] - expected[i]) <= allowed))
                    {
                        Assert.Fail($"{device}, element {i}: {found[i]}, reference {expected[i]}");
                    }
                }
            }
        }
    }

    private static void AssertSameBits(MatMulProblem problem)
    {
        float[] expected = problem.Compute(Cpus[0], withBias: true, accumulate: false);
        float[] expectedSum = problem.Compute(Cpus[0], withBias: false, accumulate: true);
        foreach (var cpu in Cpus.Skip(1))
        {
            Assert.Equal(expected, problem.Compute(cpu, withBias: true, accumulate: false));
            Assert.Equal(expectedSum, problem.Compute(cpu, withBias: false, accumulate: true));
        }
    }
}
