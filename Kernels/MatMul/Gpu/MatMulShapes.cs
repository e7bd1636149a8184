namespace Kernels;

/// <summary>
/// The shapes of the matrix product's ladder: (M, N, K, transposes, batch, shared, finish). Transposes and shared count A as 1 and
/// B as 2; finish is a <see cref="MatMulFinish"/>.
/// </summary>
internal static class MatMulShapes
{
    /// <summary>
    /// Sizes of 1, odd ones, ones beside the tiles' multiples, long sums; all transposes, finishes, batches, shared matrices. The batches of 32
    /// have as many tiles of 128 x 128 as a GPU wants before it takes tiles so large.
    /// </summary>
    public static int[][] Checked =>
    [
        .. Transposed([1, 1, 1], [37, 65, 19], [129, 130, 33], [68, 72, 76], [128, 64, 1028]),
        [1, 300, 129, 0, 1, 0, 1], [1, 300, 400, 2, 1, 0, 0], [300, 1, 77, 0, 1, 0, 2], [300, 1, 400, 1, 1, 0, 0], [5, 7, 3001, 1, 1, 0, 0],
        [8, 12, 4096, 1, 1, 0, 2], [3, 4, 0, 0, 2, 0, 1], [70, 33, 37, 2, 1, 0, 1],
        .. Enumerable.Range(0, 4).Select(transposes => new[] { 132, 136, 20, transposes, 32, 0, transposes % 3 }),
        .. Enumerable.Range(0, 16).Select(kind => new[] { 36, 20, 28, kind & 3, 3, kind >> 2, kind % 3 }),
    ];

    /// <summary>As <see cref="Checked"/>, with rows of whole pieces of 16 bytes and without; tiles and stages that end beyond the matrix; C in bf16.</summary>
    public static int[][] CheckedBFloat16 =>
    [
        .. new[] { new[] { 129, 130, 33 }, [64, 72, 80], [136, 264, 136], [128, 64, 1032], [8, 512, 64], [384, 512, 320] }
            .SelectMany(size => Enumerable.Range(0, 8).Select(kind => (int[])[.. size, kind & 3, 1, 0, kind >> 2 == 0 ? kind % 3 : kind % 2, kind >> 2, 0])),
        .. Enumerable.Range(0, 16).Select(kind => new[] { 136, 16, 72, kind & 3, 3, kind >> 2, kind % 3, 0, 0 }),
        [136, 264, 136, 2, 1, 0, 1, 1, 1], [129, 130, 33, 2, 1, 0, 1, 1, 1], [72, 64, 24, 2, 1, 0, 0, 0, 1], // linear, then GELU
        [136, 264, 136, 0, 1, 0, 0, 1, 2], [129, 130, 33, 0, 1, 0, 0, 1, 2], [72, 64, 24, 0, 1, 0, 0, 0, 2], // its gradient
    ];

    /// <summary>As few elements as still leave a tile, for the simulator.</summary>
    public static int[][] Tiny => [.. Transposed([9, 11, 5], [12, 8, 20]), [8, 4, 12, 1, 2, 1, 2], [1, 3, 4, 2, 2, 2, 1]];

    /// <summary>A square, and the products of GPT-2's layers.</summary>
    public static int[][] Timed =>
    [
        [4096, 4096, 4096, 0, 1, 0, 0], [8192, 3072, 768, 2, 1, 0, 1], [8192, 768, 3072, 2, 1, 0, 1], [3072, 768, 8192, 1, 1, 0, 2], [768, 512, 128, 2, 1, 0, 1],
    ];

    /// <summary>Large squares in every layout, and GPT-2's products with all that its backward pass needs.</summary>
    public static int[][] TimedBFloat16 =>
    [
        .. Enumerable.Range(0, 4).Select(transposes => new[] { 4096, 4096, 4096, transposes, 1, 0, 0, 1, 0 }), [8192, 8192, 8192, 0, 1, 0, 0, 1, 0],
        [8192, 2304, 768, 2, 1, 0, 1, 1, 0], [8192, 768, 768, 2, 1, 0, 1, 1, 0], [8192, 3072, 768, 2, 1, 0, 1, 1, 0], [8192, 768, 3072, 2, 1, 0, 1, 1, 0], [8192, 50304, 768, 2, 1, 0, 0, 1, 0],
        [8192, 768, 3072, 0, 1, 0, 0, 1, 0], [3072, 768, 8192, 1, 1, 0, 2, 0, 0], [8192, 3072, 768, 2, 1, 0, 1, 1, 1], [8192, 3072, 768, 0, 1, 0, 0, 1, 2],
    ];

    /// <summary>The shape as the contract has it.</summary>
    public static MatMulShape ShapeOf(int[] s) => new(s[0], s[1], s[2], (s[3] & 1) != 0, (s[3] & 2) != 0, s[4], (s[5] & 1) != 0, (s[5] & 2) != 0);

    /// <summary>A, B, C, and the bias, which is there in every call but read only if the shape says so.</summary>
    public static LadderOperand[] Operands(int[] s)
    {
        var shape = ShapeOf(s);
        return
        [
            new("a", OperandRole.In, shape.M * shape.K * (shape.SharedA ? 1 : shape.Batch)),
            new("b", OperandRole.In, shape.K * shape.N * (shape.SharedB ? 1 : shape.Batch)),
            new("c", FinishOf(s) == MatMulFinish.Accumulate ? OperandRole.InOut : OperandRole.Out, shape.M * shape.N * shape.Batch),
            .. FinishOf(s) == MatMulFinish.AddBias ? new[] { new LadderOperand("bias", OperandRole.In, shape.N) } : [],
        ];
    }

    /// <summary>A and B in bf16, and C if its number says so, with the z of a function at the end.</summary>
    public static LadderOperand[] BFloat16Operands(int[] s) =>
    [
        .. Operands(s).Select(operand => operand with { IsBFloat16 = operand.Name is "a" or "b" || (operand.Name == "c" && s[7] == 1) }),
        .. s[8] > 0 ? new[] { new LadderOperand("z", s[8] == 1 ? OperandRole.Out : OperandRole.In, s[0] * s[1]) { IsBFloat16 = s[7] == 1 } } : [],
    ];

    /// <summary>The call.</summary>
    public static MatMulCall Call(Buffer[] operands, int[] s) =>
        new(operands[0], operands[1], FinishOf(s) == MatMulFinish.AddBias ? operands[3] : null, operands[2], ShapeOf(s), FinishOf(s) == MatMulFinish.Accumulate)
        {
            Epilogue = s.Length > 8 && s[8] > 0 ? new MatMulEpilogue((EpilogueKind)(s[8] - 1), operands[^1]) : null,
        };

    private static MatMulFinish FinishOf(int[] s) => (MatMulFinish)s[6];

    /// <summary>Each size with every transpose and, in turn, every finish.</summary>
    private static IEnumerable<int[]> Transposed(params int[][] sizes) =>
        sizes.SelectMany(size => Enumerable.Range(0, 4).Select(transposes => new[] { size[0], size[1], size[2], transposes, 1, 0, transposes % 3 }));
}
