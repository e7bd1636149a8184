namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> RopeCases
    {
        get
        {
            yield return new OpCase("rotary embedding", [[[2, 5, 12]], [[1, 1, 4]], [[3, 2, 40]]], t => new RotaryEmbedding(8, 4, device: t[0].Device).Rotate(t[0], t[0].Shape[2]))
            {
                Terms = _ => 2,
                Large = [[4, 1024, 768]],
                Bytes = shapes => 8.0 * Shapes.Count(shapes[0]),
            };
            yield return new OpCase("rotary embedding of the first channels, from a later position", [[[2, 3, 11]]], t => new RotaryEmbedding(9, 2, device: t[0].Device).Rotate(t[0], 6, first: 6))
            {
                Terms = _ => 2,
            };
        }
    }

    /// <summary>
    /// Rotary position embedding (Su et al. 2021): turns each pair of neighbouring channels by an angle that grows with the
    /// position; formula and sizes stand at the kernel. dx = dy, turned back.
    /// </summary>
    /// <param name="x">(B, T, C).</param>
    /// <param name="cos">(positions, HeadSize / 2).</param>
    /// <param name="sin">(positions, HeadSize / 2).</param>
    /// <param name="rotated">The first so many channels are turned, whole heads; the others stay.</param>
    /// <param name="first">The position of x's first row.</param>
    /// <exception cref="ShapeException">The heads do not divide what is turned, or there are too few angles.</exception>
    public static Tensor Rope(Tensor x, Tensor cos, Tensor sin, int rotated, int first = 0)
    {
        int headSize = 2 * cos.Shape[^1];
        if (x.Rank != 3 || rotated < 0 || rotated > x.Shape[2] || rotated % headSize != 0)
        {
            throw new ShapeException($"Rope: {Shapes.Format(x.Shape)} with {rotated} channels to turn; expected (B, T, C) with at most C of them, a multiple of the head's {headSize}.");
        }

        if (first < 0 || first + x.Shape[1] > cos.Shape[0])
        {
            throw new ShapeException($"Rope: positions {first} to {first + x.Shape[1] - 1} are asked for; there are angles for {cos.Shape[0]}.");
        }

        x = x.Contiguous();
        var shape = new RopeShape(x.Shape[0], x.Shape[1], x.Shape[2], rotated, headSize, first, Inverse: false);
        var y = x.NewOfSameType(x.shape);
        x.Kernels.Rope(x.Buffer, cos.Buffer, sin.Buffer, y.Buffer, shape);
        return Tensor.IsRecording ? Recorded(y, x, cos, sin, shape) : y.Unrecorded("rotary embedding");

        static Tensor Recorded(Tensor y, Tensor x, Tensor cos, Tensor sin, RopeShape shape) => y.Record("rotary embedding", [x], dy =>
        {
            var dx = x.NewOfSameType(x.shape);
            x.Kernels.Rope(dy.Buffer, cos.Buffer, sin.Buffer, dx.Buffer, shape with { Inverse = true });
            x.AddGrad(dx);
        });
    }
}
