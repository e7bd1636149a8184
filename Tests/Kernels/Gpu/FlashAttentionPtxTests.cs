using System.Runtime.InteropServices;

namespace Tests;

/// <summary>The PTX of flash attention's kernels, as a driver would get it, run by <see cref="PtxLaunch"/> against the oracle.</summary>
public class FlashAttentionPtxTests
{
    private const int Threads = 128;

    public static TheoryData<int, int, int, float> Shapes => new()
    {
        // T, heads, channels of a head, dropout
        { 17, 2, 64, 0 },
        { 70, 1, 40, 0.2f },
        { 130, 1, 64, 0 },
        { 65, 1, 128, 0 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward(int t, int heads, int headSize, float dropout) => CheckForward(t, heads, headSize, dropout, without: "");

    private static void CheckForward(int t, int heads, int headSize, float dropout, string without)
    {
        var problem = new Problem(new AttentionShape(B: 1, t, heads * headSize, heads, dropout, Seed: 5));
        var machine = Machine("AttentionTensorCoresForward", headSize, headSize <= 64 ? AttentionTensorCoresForward<CudaFlashUnits, Head64>.DynamicSharedBytes : AttentionTensorCoresForward<CudaFlashUnits, Head128>.DynamicSharedBytes, without);
        machine.AddBuffer(Problem.BFloat16(problem.Qkv), isOperand: true);
        int y = machine.AddBuffer(new byte[2 * problem.Y.Length], isOperand: false), log = machine.AddBuffer(new byte[4 * problem.LogSumExp.Length], isOperand: false);
        problem.AddSizes(machine);
        machine.Run(heads * ((t + 127) / 128));
        Problem.AssertClose(problem.Y, machine.Read(y, 2 * problem.Y.Length), _ => true);
        var logs = MemoryMarshal.Cast<byte, float>(machine.Read(log, 4 * problem.LogSumExp.Length));
        for (int i = 0; i < logs.Length; i++)
        {
            Assert.Equal(problem.LogSumExp[i], logs[i], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward(int t, int heads, int headSize, float dropout)
    {
        var problem = new Problem(new AttentionShape(B: 1, t, heads * headSize, heads, dropout, Seed: 5));
        bool isSmall = headSize <= 64;
        int rows = isSmall ? 128 : 64, part = heads * headSize;
        foreach (string kernel in new[] { "AttentionTensorCoresKeys", "AttentionTensorCoresQueries" })
        {
            bool ownsKeys = kernel.EndsWith("Keys", StringComparison.Ordinal);
            int bytes = (ownsKeys, isSmall) switch
            {
                (true, true) => AttentionTensorCoresKeys<CudaFlashUnits, Head64>.DynamicSharedBytes,
                (true, false) => AttentionTensorCoresKeys<CudaFlashUnits, Head128>.DynamicSharedBytes,
                (false, true) => AttentionTensorCoresQueries<CudaFlashUnits, Head64>.DynamicSharedBytes,
                _ => AttentionTensorCoresQueries<CudaFlashUnits, Head128>.DynamicSharedBytes,
            };
            var machine = Machine(kernel, headSize, bytes);
            machine.AddBuffer(Problem.BFloat16(problem.Qkv), isOperand: true);
            machine.AddBuffer(Problem.BFloat16(problem.Dy), isOperand: true);
            machine.AddBuffer(MemoryMarshal.AsBytes<float>(problem.Statistics()), isOperand: ownsKeys);
            int dqkv = machine.AddBuffer(new byte[2 * problem.Dqkv.Length], isOperand: false);
            problem.AddSizes(machine);
            machine.Run(heads * ((t + rows - 1) / rows));
            Problem.AssertClose(problem.Dqkv, machine.Read(dqkv, 2 * problem.Dqkv.Length), i => (i / part % 3 > 0) == ownsKeys);
        }
    }

    /// <summary>Each wait is there for a reason, and the interpreter finds out.</summary>
    [Theory]
    [InlineData("cp.async.wait_all;")]
    [InlineData("bar.sync\t0;")]
    [InlineData("bar.warp.sync\t4294967295;")]
    public void A_text_that_waits_too_little_is_found_wrong(string wait) => Assert.ThrowsAny<Exception>(() => CheckForward(130, 1, 64, 0, wait));

    private static PtxLaunch Machine(string kernel, int headSize, int sharedBytes, string without = "")
    {
        string text = OfflineCompiler.Ptx(kernel, "sm_80").Single(one => one.Kernel.EndsWith(headSize <= 64 ? "Head64" : "Head128", StringComparison.Ordinal)).Text!;
        return new PtxLaunch(without.Length > 0 ? text.Replace(without, "", StringComparison.Ordinal) : text, Threads, sharedBytes);
    }

    /// <summary>Operands, and what the oracle makes of them.</summary>
    private sealed class Problem
    {
        private readonly AttentionShape shape;

        public Problem(AttentionShape shape)
        {
            this.shape = shape;
            var random = new Random(11);
            int size = shape.B * shape.T * shape.C;
            (Qkv, Y, LogSumExp, Dy, Dqkv) = (Noise(random, 3 * size), new double[size], new double[shape.B * shape.Heads * shape.T], Noise(random, size), new double[3 * size]);
            Oracle.Run((kernels, b) => kernels.AttentionForward(b[0], b[1], b[2], shape), Qkv, Y, LogSumExp);
            Oracle.Run((kernels, b) => kernels.AttentionBackward(b[0], b[1], b[2], b[3], b[4], shape), Qkv, Y, LogSumExp, Dy, Dqkv);
        }

        public double[] Qkv { get; }

        public double[] Y { get; }

        public double[] LogSumExp { get; }

        public double[] Dy { get; }

        public double[] Dqkv { get; }

        public static byte[] BFloat16(double[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)BFloat16Word.Pack((float)value, 0)))];

        /// <summary>Of the chosen results, none is off by more than three roundings to bf16; the others are untouched.</summary>
        public static void AssertClose(double[] expected, ReadOnlySpan<byte> bytes, Func<int, bool> isResult)
        {
            var bits = MemoryMarshal.Cast<byte, ushort>(bytes);
            double allowed = 3 * expected.Max(Math.Abs) / 256;
            for (int i = 0; i < bits.Length; i++)
            {
                float actual = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
                Assert.True(isResult(i) ? Math.Abs(actual - expected[i]) <= allowed : bits[i] == 0, $"{i}: {actual} for {expected[i]}");
            }
        }

        public void AddSizes(PtxLaunch machine)
        {
            uint[] sizes =
            [
                (uint)shape.T, (uint)shape.HeadSize, BitConverter.SingleToUInt32Bits(1 / MathF.Sqrt(shape.HeadSize)), (uint)shape.C, (uint)shape.Heads, shape.Seed,
                CounterRandom.Threshold(shape.Dropout), BitConverter.SingleToUInt32Bits(1 / (1 - shape.Dropout)),
            ];
            Array.ForEach(sizes, machine.Add);
        }

        /// <summary>As <see cref="FlashStatistics{TUnits}"/> writes them.</summary>
        public float[] Statistics()
        {
            int padded = FlashStatistics.Padded(shape.T);
            float[] statistics = new float[2 * shape.Heads * padded];
            for (int row = 0; row < shape.Heads * padded; row++)
            {
                int head = row / padded, i = row % padded;
                int at = (i * shape.C) + (head * shape.HeadSize);
                statistics[2 * row] = i < shape.T ? (float)(LogSumExp[(head * shape.T) + i] * Math.Log2(Math.E)) : float.PositiveInfinity;
                statistics[(2 * row) + 1] = i < shape.T ? (float)Enumerable.Range(at, shape.HeadSize).Sum(c => Dy[c] * Y[c]) : 0;
            }

            return statistics;
        }

        private static double[] Noise(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-256, 257) / 128.0)];
    }
}
