using System.Diagnostics;
using Kernels;

namespace Benchmarks;

/// <summary>One row of the table: a product, how fast we are and how fast OpenBLAS is.</summary>
/// <param name="Name">What the product is for.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Threads">Threads of both.</param>
/// <param name="Ours">GFLOP/s, median.</param>
/// <param name="Peer">GFLOP/s of OpenBLAS, median; NaN where it is not installed.</param>
/// <param name="Ratio">The median of ours / OpenBLAS over the rounds, each measured back to back.</param>
/// <param name="Peak">GFLOP/s of the processor's multiply-add units, all threads, median in the same run.</param>
public sealed record MatMulRow(string Name, MatMulShape Shape, int Threads, double Ours, double Peer, double Ratio, double Peak)
{
    /// <summary>Our share of the peak.</summary>
    public double ShareOfPeak => Ours / Peak;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Name,-26} {Shape.M,5} x {Shape.N,5} x {Shape.K,5} {(Shape.TransposeA ? "T" : "N")}{(Shape.TransposeB ? "T" : "N")}{(Shape.Batch > 1 ? $" x{Shape.Batch}" : ""),-5} {Threads}t  {Ours,6:F1}  OpenBLAS {Peer,6:F1}  ratio {Ratio,5:F3}  {ShareOfPeak,6:P0} of peak {Peak:F0}");
}

/// <summary>Matrix multiplication against OpenBLAS, alternating A B A B on the same operands.</summary>
public static unsafe class MatMulRows
{
    private const double SecondsPerRound = 0.02;

    /// <summary>Squares, the products of GPT-2 124M at 256 tokens and of a 4x128 character model at 768, forward and backward.</summary>
    public static readonly (string Name, MatMulShape Shape)[] Shapes =
    [
        ("square", new(512, 512, 512)),
        ("square", new(1024, 1024, 1024)),
        ("square", new(2048, 2048, 2048)),
        ("GPT-2 qkv", new(256, 2304, 768, TransposeB: true)),
        ("GPT-2 attention out", new(256, 768, 768, TransposeB: true)),
        ("GPT-2 mlp up", new(256, 3072, 768, TransposeB: true)),
        ("GPT-2 mlp down", new(256, 768, 3072, TransposeB: true)),
        ("GPT-2 logits", new(256, 50304, 768, TransposeB: true)),
        ("GPT-2 mlp up, dx", new(256, 768, 3072)),
        ("GPT-2 mlp up, dW", new(3072, 768, 256, TransposeA: true)),
        ("GPT-2 qkv, dW", new(2304, 768, 256, TransposeA: true)),
        ("GPT-2 logits, dx", new(256, 768, 50304)),
        ("characters qkv", new(768, 384, 128, TransposeB: true)),
        ("characters mlp up", new(768, 512, 128, TransposeB: true)),
        ("characters mlp down", new(768, 128, 512, TransposeB: true)),
        ("characters qkv, dx", new(768, 128, 384)),
        ("characters mlp up, dW", new(512, 128, 768, TransposeA: true)),
        ("characters logits", new(768, 65, 128, TransposeB: true)),
        ("attention scores", new(64, 64, 32, TransposeB: true, Batch: 48)),
        ("attention values", new(64, 32, 64, Batch: 48)),
        ("sampling mlp up", new(1, 3072, 768, TransposeB: true)),
        ("sampling logits", new(1, 50304, 768, TransposeB: true)),
        ("vector times matrix", new(1, 3072, 768)),
        ("lecture mlp", new(32, 200, 30)),
    ];

    /// <summary>Measures one product.</summary>
    /// <param name="name">For the table.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="threads">Threads of both.</param>
    /// <param name="rounds">Rounds of ours, OpenBLAS and the peak.</param>
    public static MatMulRow Measure(string name, MatMulShape shape, int threads, int rounds = 15)
    {
        var device = Device.Cpu;
        int threadsBefore = device.Threads;
        device.Threads = threads;
        bool hasPeer = OpenBlas.IsAvailable(out _);
        if (hasPeer)
        {
            OpenBlas.SetThreads(threads);
        }

        var a = Operand(device, (long)shape.M * shape.K * shape.Batch);
        var b = Operand(device, (long)shape.K * shape.N * shape.Batch);
        var c = Operand(device, (long)shape.M * shape.N * shape.Batch);
        int repeats = Math.Max(1, (int)(SecondsPerRound / Seconds(Ours, 1)));
        double[] ours = new double[rounds], peer = new double[rounds], ratio = new double[rounds], peak = new double[rounds];
        for (int round = -1; round < rounds; round++)
        {
            double oursNow = shape.Flops * repeats / Seconds(Ours, repeats) / 1e9;
            double peerNow = hasPeer ? shape.Flops * repeats / Seconds(Peer, repeats) / 1e9 : double.NaN;
            if (round >= 0)
            {
                (ours[round], peer[round], ratio[round], peak[round]) = (oursNow, peerNow, oursNow / peerNow, threads * FmaPeak.Measure());
            }
        }

        device.Threads = threadsBefore;
        a.Storage.Release();
        b.Storage.Release();
        c.Storage.Release();
        return new MatMulRow(name, shape, threads, Median(ours), Median(peer), Median(ratio), Median(peak));

        void Ours() => device.Kernels.MatMul(a, b, null, c, shape);

        void Peer()
        {
            for (int index = 0; index < shape.Batch; index++)
            {
                OpenBlas.Multiply(
                    a.FloatPointer + (index * shape.StrideA), b.FloatPointer + (index * shape.StrideB), c.FloatPointer + (index * shape.M * shape.N), shape.M, shape.N, shape.K, shape.TransposeA, shape.TransposeB);
            }
        }
    }

    private static Kernels.Buffer Operand(CpuDevice device, long length)
    {
        var buffer = new Kernels.Buffer(device.Allocate(DType.F32, (int)length), 0, (int)length);
        var random = new Random(1);
        foreach (ref float element in buffer.F32)
        {
            element = (2 * random.NextSingle()) - 1;
        }

        return buffer;
    }

    private static double Seconds(Action action, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
