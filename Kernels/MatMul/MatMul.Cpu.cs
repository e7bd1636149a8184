namespace Kernels;

public sealed unsafe partial class CpuKernels<TLanes>
{
    /// <inheritdoc/>
    public void MatMul(Buffer a, Buffer b, Buffer? bias, Buffer c, MatMulShape shape, bool accumulate = false, MatMulEpilogue? epilogue = null)
    {
        if (epilogue is { } end)
        {
            end.Compose(this, a, b, bias, c, shape);
            return;
        }

        shape = shape.Join();
        var product = new MatrixProduct<TLanes>
        {
            M = shape.M,
            N = shape.N,
            K = shape.K,
            A = a.FloatPointer,
            B = b.FloatPointer,
            C = c.FloatPointer,
            Bias = bias is { } added ? added.FloatPointer : null,
            TransposeA = shape.TransposeA,
            TransposeB = shape.TransposeB,
            Accumulate = accumulate,
        };
        if (shape.K == 0)
        {
            MultiplyNothing(product, shape.Batch);
            return;
        }

        long work = (long)shape.M * shape.N * shape.K;
        if (work == 0)
        {
            return;
        }

        var helpers = MatMulBlocking.Cost(shape) >= MatMulBlocking.WorthSharing ? team : null;
        if (shape is { M: 1, Batch: 1, TransposeB: true, N: >= VectorTimesRows.Rows } && TLanes.Width == VectorTimesRows.Rows && VectorTimesRows.IsSupported)
        {
            MultiplyOneRow(product, helpers);
        }
        else if (shape.Batch == 1)
        {
            MatMulDriver<TLanes>.Multiply(product, helpers);
        }
        else
        {
            MultiplyBatch(product, shape, helpers);
        }

        GC.KeepAlive(a.Storage);
        GC.KeepAlive(b.Storage);
        GC.KeepAlive(c.Storage);
        GC.KeepAlive(bias?.Storage);
    }

    /// <summary>One row of A, and B transposed.</summary>
    private static void MultiplyOneRow(MatrixProduct<TLanes> product, ThreadTeam? helpers)
    {
        int groups = (product.N + VectorTimesRows.Rows - 1) / VectorTimesRows.Rows;
        var job = new VectorTimesRowsJob
        {
            X = product.A,
            W = product.B,
            Y = product.C,
            Bias = product.Bias,
            N = product.N,
            K = product.K,
            Accumulate = product.Accumulate,
            Pieces = Pieces.OfRows(groups, VectorTimesRows.Rows * product.K),
        };
        if (helpers is not null)
        {
            helpers.Run(ref job, job.Pieces.Count);
            return;
        }

        for (int piece = 0; piece < job.Pieces.Count; piece++)
        {
            job.Run(piece);
        }
    }

    /// <summary>Small products go to the threads whole; a few large ones are each shared by all threads.</summary>
    private static void MultiplyBatch(MatrixProduct<TLanes> first, MatMulShape shape, ThreadTeam? helpers)
    {
        long work = (long)shape.M * shape.N * shape.K;
        int threads = helpers?.Threads ?? 1;
        bool few = shape.Batch < 4 * threads && MatMulBlocking.Cost(shape with { Batch = 1 }) >= MatMulBlocking.WorthSharing;
        long worthAPiece = MatMulBlocking.WorthSharing / 64;
        int productsInPiece = (int)Math.Clamp(worthAPiece / Math.Max(1, work), 1, Math.Max(1, shape.Batch / (4 * threads)));
        var job = new BatchJob<TLanes>
        {
            First = first,
            StrideA = shape.StrideA,
            StrideB = shape.StrideB,
            Batch = shape.Batch,
            ProductsInPiece = few || helpers is null ? shape.Batch : productsInPiece,
            Team = few ? helpers : null,
        };
        if (few || helpers is null)
        {
            job.Run(0);
        }
        else
        {
            helpers.Run(ref job, (shape.Batch + productsInPiece - 1) / productsInPiece);
        }
    }

    /// <summary>K = 0: every sum is empty.</summary>
    private static void MultiplyNothing(MatrixProduct<TLanes> product, int batch)
    {
        for (long row = 0; row < (long)product.M * batch; row++)
        {
            for (int column = 0; column < product.N; column++)
            {
                float* element = product.C + (row * product.N) + column;
                *element = (product.Accumulate ? *element : 0) + (product.Bias != null ? product.Bias[column] : 0);
            }
        }
    }
}
