namespace Benchmarks;

/// <summary>Matrix multiplication against OpenBLAS on the same operands.</summary>
public static unsafe class MatMulRows
{
    /// <summary>Squares, the products of GPT-2 124M at 256 tokens and of a 4x128 character model at 768, forward and backward.</summary>
    private static readonly (string Name, MatMulShape Shape)[] Shapes =
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

    /// <summary>All products.</summary>
    /// <param name="threads">Threads of both.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (var (use, shape) in Shapes)
        {
            string name = $"matmul {shape.M}x{shape.N}x{shape.K}{(shape.Batch > 1 ? $" x{shape.Batch}" : "")} {use}";
            yield return new Plan(name, threads, () => Measure(name, shape, threads));
            if (threads == 1 && use == "square")
            {
                foreach (var (peer, start) in ManagedMatMuls.All)
                {
                    string beside = $"{name}, beside {peer}";
                    yield return new Plan(beside, threads, () => MeasureManaged(beside, shape, peer, start));
                }
            }

            if (threads > 1 && use.StartsWith("GPT-2", StringComparison.Ordinal))
            {
                string scaling = $"scaling {name}";
                yield return new Plan(scaling, threads, () => MeasureScaling(scaling, shape, threads));
            }
        }
    }

    /// <summary>Several threads beside one, on the same device, so that the memory is the same too.</summary>
    private static Row MeasureScaling(string name, MatMulShape shape, int threads)
    {
        var device = (CpuDevice)Target.Create(threads);
        var (a, b, c) = Operands(device, shape);
        var row = Row.Measure(name, threads, Timing.Of(() => With(threads)), () => new Peer("ours, 1 thread", () => With(1)), WorkOf(shape));
        Free(device, a, b, c);
        return row;

        void With(int count)
        {
            device.Threads = count;
            device.Kernels.MatMul(a, b, null, c, shape);
        }
    }

    /// <summary>Beside a product that is written in C# too.</summary>
    private static Row MeasureManaged(string name, MatMulShape shape, string peer, Func<float[], float[], MatMulShape, Action> start)
    {
        var device = (CpuDevice)Target.Create(1);
        var (a, b, c) = Operands(device, shape);
        var theirs = start(a.F32.ToArray(), b.F32.ToArray(), shape);
        var row = Row.Measure(name, 1, Timing.Of(() => device.Kernels.MatMul(a, b, null, c, shape)), () => new Peer(peer, theirs), WorkOf(shape));
        Free(device, a, b, c);
        return row;
    }

    private static Row Measure(string name, MatMulShape shape, int threads)
    {
        var device = (CpuDevice)Target.Create(threads);
        var (a, b, c) = Operands(device, shape);
        bool hasPeer = OpenBlas.IsAvailable(out _);
        if (hasPeer)
        {
            OpenBlas.SetThreads(threads);
        }

        var ours = Timing.Of(Ours);
        Timer afterTheirs = repeats =>
        {
            OpenBlas.WaitForIdleThreads();
            ours(1); // wakes our own
            return ours(repeats);
        };
        var row = Row.Measure(name, threads, hasPeer && threads > 1 ? afterTheirs : ours, () => hasPeer ? new Peer("OpenBLAS", Theirs) : null, WorkOf(shape));
        Free(device, a, b, c);
        return row;

        void Ours() => device.Kernels.MatMul(a, b, null, c, shape);

        void Theirs()
        {
            for (int index = 0; index < shape.Batch; index++)
            {
                OpenBlas.Multiply(
                    a.FloatPointer + (index * shape.StrideA),
                    b.FloatPointer + (index * shape.StrideB),
                    c.FloatPointer + (index * shape.M * shape.N),
                    shape.M,
                    shape.N,
                    shape.K,
                    shape.TransposeA,
                    shape.TransposeB);
            }
        }
    }

    /// <summary>A product with a single row reads a matrix to use each element once: the memory bounds it.</summary>
    private static Work WorkOf(MatMulShape shape) => shape.M == 1
        ? new Work(shape.Bytes, Bound.Memory)
        : new Work(shape.Flops, Bound.Compute);

    private static (Buffer A, Buffer B, Buffer C) Operands(CpuDevice device, MatMulShape shape) => (
        Operand(device, shape.M * shape.K * shape.Batch),
        Operand(device, shape.K * shape.N * shape.Batch),
        Operand(device, shape.M * shape.N * shape.Batch));

    private static void Free(CpuDevice device, params ReadOnlySpan<Buffer> operands)
    {
        foreach (var operand in operands)
        {
            operand.Storage.Release();
        }

        Target.Release(device);
    }

    private static Buffer Operand(CpuDevice device, int length)
    {
        var buffer = new Buffer(device.Allocate(DType.F32, length), 0, length);
        var random = new Random(1);
        foreach (ref float element in buffer.F32)
        {
            element = (2 * random.NextSingle()) - 1;
        }

        return buffer;
    }
}
