namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase MatMulCase => new(
        "matmul",
        [
            [[3, 4], [4, 2]], [[1, 1], [1, 1]], [[1, 5], [5, 3]], [[2, 3, 4], [4, 5]], [[2, 3, 4], [2, 4, 5]],
            [[3, 3], [2, 3, 4]], [[2, 1, 3, 4], [2, 2, 4, 3]], [[33, 17], [17, 21]],
        ],
        t => t[0].MatMul(t[1]))
    {
        Terms = shapes => shapes.Max(shape => shape.Max()) * 4,
        Large = [[1024, 1024], [1024, 1024]],
        Flops = shapes => 2.0 * Shapes.Count(shapes[0]) * shapes[1][^1],
    };

    [Catalogue]
    private static OpCase MatMulTransposedCase => new("matmul transposed", [[[4, 3], [5, 4]], [[2, 4, 3], [2, 5, 4]]], t => t[0].T.MatMul(t[1].T))
    {
        Terms = _ => 5,
    };

    [Catalogue]
    private static IEnumerable<OpCase> MatMulRoundedCases =>
        from transposed in new[] { false, true }
        select new OpCase(
            transposed ? "matmul transposed in mixed precision" : "matmul in mixed precision",
            transposed ? [[[8, 16], [24, 8]], [[3, 4], [5, 3]]] : [[[2, 3, 8], [2, 8, 16]], [[3, 4], [4, 5]], [[8, 8], [2, 8, 16]]],
            t => MixedPrecision.Try(() => transposed ? t[0].T.MatMul(t[1].T) : t[0].MatMul(t[1])))
        {
            Roundings = 2,
            Terms = _ => 48,
        };

    [Catalogue]
    private static OpCase MatMulOfBFloat16Case => new(
        "matmul of bf16", [[[2, 3, 8], [2, 8, 16]], [[8, 8], [2, 8, 16]]], t => MixedPrecision.Try(() => t[0].ToBFloat16().MatMul(t[1].ToBFloat16())))
    {
        Roundings = 3,
        Terms = _ => 48,
    };

    /// <summary>
    /// The matrix product over the last two axes: (..., M, K) · (..., K, N) = (..., M, N). Axes before them are
    /// broadcast. dA = dC·Bᵀ, dB = Aᵀ·dC. Transposed views are multiplied as they lie, without a copy.
    /// In <see cref="MixedPrecision"/> A and B are multiplied as bf16, and C, with its gradient, is bf16.
    /// </summary>
    /// <exception cref="ShapeException">The inner sizes differ.</exception>
    public Tensor MatMul(Tensor other)
    {
        RequireSameDevice("MatMul", other);
        if (Rank < 2 || other.Rank < 2 || shape[^1] != other.shape[^2])
        {
            throw new ShapeException(Rank < 2 || other.Rank < 2
                ? $"MatMul: {Shapes.Format(shape)} x {Shapes.Format(other.shape)}: both need at least two axes."
                : $"MatMul: {Shapes.Format(shape)} x {Shapes.Format(other.shape)}: inner sizes {shape[^1]} and {other.shape[^2]} differ.");
        }

        // One B for all of A's matrices: their rows make one tall matrix.
        if (other.Rank == 2 && Rank > 2)
        {
            return Reshape(Shapes.Count(shape.AsSpan(..^1)), shape[^1]).MatMul(other).Reshape([.. shape[..^1], other.shape[1]]);
        }

        var precision = MixedPrecision.Current;
        if (precision is null && (IsBFloat16 || other.IsBFloat16))
        {
            return ToFloat().MatMul(other.ToFloat());
        }

        int[] batch = Shapes.Broadcast("MatMul", shape[..^2], other.shape[..^2]);
        var a = AsFactor(batch, precision);
        var b = other.AsFactor(batch, precision);
        int m = shape[^2], k = shape[^1], n = other.shape[^1], count = Shapes.Count(batch);
        var c = Empty(Device, MixedPrecision.ResultType(Device), (int[])[.. batch, m, n]);
        Kernels.MatMul(a.Numbers.Buffer, b.Numbers.Buffer, null, c.Buffer, new MatMulShape(m, n, k, a.Transposed, b.Transposed, count, a.Shared, b.Shared));
        if (IsRecording)
        {
            Recorded(c, a, b, new MatMulShape(m, n, k, Batch: count));
        }
        else
        {
            c.Unrecorded("matmul");
        }

        if (!c.RequiresGrad)
        {
            a.Release(); // no backward pass will
            b.Release();
        }

        return c;
    }

    /// <summary>Gives the product a history.</summary>
    private static void Recorded(Tensor c, Factor a, Factor b, MatMulShape sizes)
    {
        var (m, n, k, count) = (sizes.M, sizes.N, sizes.K, sizes.Batch);
        c.Record("matmul", [a.Memory, b.Memory], dc =>
        {
            var d = new Factor(dc, dc, Transposed: false, Shared: false);
            AddProduct(a, count, a.Transposed
                ? (b, d, new MatMulShape(k, m, n, b.Transposed, true)) // (K, M) = B·dCᵀ
                : (d, b, new MatMulShape(m, k, n, false, !b.Transposed))); // (M, K) = dC·Bᵀ
            AddProduct(b, count, b.Transposed
                ? (d, a, new MatMulShape(n, k, m, true, a.Transposed)) // (N, K) = dCᵀ·A
                : (a, d, new MatMulShape(k, n, m, !a.Transposed, false))); // (K, N) = Aᵀ·dC
            a.Release();
            b.Release();
        }, (a.Transposed, b.Transposed) switch { (false, false) => "", (true, false) => "A", (false, true) => "B", _ => "AB" });
    }

    /// <summary>Adds a product to the gradient of an operand, in the operand's own memory order.</summary>
    private static void AddProduct(Factor target, int batch, (Factor X, Factor Y, MatMulShape Sizes) product)
    {
        if (!target.Memory.RequiresGrad)
        {
            return;
        }

        var (x, y, sizes) = product;
        if (!target.Shared)
        {
            target.Memory.AddProductToGrad(x.Numbers.Buffer, y.Numbers.Buffer, sizes with { Batch = batch, SharedA = x.Shared, SharedB = y.Shared });
            return;
        }

        var kernels = target.Memory.Kernels;
        var sum = target.Memory.IsBFloat16 ? target.Memory.NewLike(target.Memory.shape) : null; // rounded once, when it is whole
        var (gradient, accumulate) = sum is null ? target.Memory.GradTarget() : (sum.Buffer, false);
        if (batch == 0 && !accumulate)
        {
            kernels.Fill(gradient, 0);
        }

        // The operand took part in every product of the batch: its gradient is the sum over the batch.
        for (int i = 0; i < batch; i++)
        {
            kernels.MatMul(x.Of(i, sizes.M * sizes.K), y.Of(i, sizes.K * sizes.N), null, gradient, sizes, accumulate || i > 0);
        }

        if (sum is not null)
        {
            target.Memory.AddGrad(sum);
        }
    }

    /// <summary>
    /// Adds a product to this tensor's gradient, if it wants one: where gradients are floats the kernel adds to what is there, which saves a pass; a bf16
    /// one is rounded before it is added.
    /// </summary>
    internal void AddProductToGrad(Buffer a, Buffer b, MatMulShape sizes)
    {
        if (!RequiresGrad)
        {
            return;
        }

        if (IsBFloat16)
        {
            var product = NewOfSameType(shape);
            Kernels.MatMul(a, b, null, product.Buffer, sizes);
            AddGrad(product);
            return;
        }

        var (gradient, accumulate) = GradTarget();
        Kernels.MatMul(a, b, null, gradient, sizes, accumulate);
    }

    /// <summary>This tensor as an operand: as it lies in memory if it is contiguous or the transpose of something contiguous.</summary>
    private Factor AsFactor(int[] batch, MixedPrecision? precision)
    {
        bool transposed = false;
        var memory = this;
        if (strides is not null)
        {
            var flipped = T;
            transposed = flipped.IsContiguous;
            memory = !transposed ? Contiguous() : IsTransposeOf(inputs) ? inputs![0] : flipped;
        }

        int matrices = memory.Count / Math.Max(1, shape[^1] * shape[^2]);
        int count = Shapes.Count(batch);
        if (matrices != 1 && matrices != count)
        {
            memory = memory.Expand([.. batch, .. memory.shape[^2..]]).Contiguous();
            matrices = count;
        }

        return new Factor(memory, MixedPrecision.Operand(precision, memory), transposed, matrices == 1 && count != 1);
    }

    /// <summary>Whether this is the recorded transpose of a contiguous tensor, which can then stand in for it.</summary>
    private bool IsTransposeOf(Tensor[]? from) =>
        from is [{ strides: null } original] && Operation == "permute" && original.offset == offset
        && original.shape.AsSpan(0, Rank - 2).SequenceEqual(shape.AsSpan(0, Rank - 2))
        && original.shape[^1] == shape[^2] && original.shape[^2] == shape[^1];

    /// <summary>An operand as it lies in memory.</summary>
    /// <param name="Memory">Contiguous: (batch, rows, columns), or (batch, columns, rows) if transposed. The gradient is its.</param>
    /// <param name="Numbers">What is multiplied: <paramref name="Memory"/>, or its copy in another precision.</param>
    /// <param name="Transposed">Whether rows and columns are swapped.</param>
    /// <param name="Shared">One matrix for the whole batch.</param>
    private readonly record struct Factor(Tensor Memory, Tensor Numbers, bool Transposed, bool Shared)
    {
        /// <summary>The i-th matrix of the batch.</summary>
        public Buffer Of(int i, int size) => Numbers.Buffer is var all && Shared ? all : new Buffer(all.Storage, all.Offset + (i * size), size);

        /// <summary>Gives back what was made for the product alone.</summary>
        public void Release() => MixedPrecision.Release(Numbers, Memory);
    }
}
