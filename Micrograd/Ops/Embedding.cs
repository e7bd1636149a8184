namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static OpCase EmbeddingCase => new(
        "embedding",
        [[[5, 3]], [[1, 1]], [[4, 33]]],
        t => Embedding(t[0], Tensor.From([0, 2 % t[0].Shape[0], 0, t[0].Shape[0] - 1], [2, 2], t[0].Device)))
    {
        Terms = _ => 4,
    };

    /// <summary>Looks rows up by number: table (V, C) and indices (...) to (..., C). The gradient of a row is the sum over its look-ups.</summary>
    /// <param name="table">(V, C).</param>
    /// <param name="indices">(...) of I32, each in [0, V).</param>
    /// <exception cref="ShapeException">The table does not have two axes.</exception>
    public static Tensor Embedding(Tensor table, Tensor indices)
    {
        RequireIntegers("Embedding", "indices", indices);
        if (table.Rank != 2)
        {
            throw new ShapeException($"Embedding: the table has shape {Shapes.Format(table.Shape)}, expected (V, C).");
        }

        table = table.ToFloat().Contiguous();
        indices = indices.Contiguous();
        int rows = indices.Count, columns = table.Shape[1];
        var y = table.NewLike(indices.Shape, columns);
        table.Kernels.EmbeddingForward(table.Buffer, indices.Buffer, y.Buffer, rows, columns);
        return Tensor.IsRecording ? Recorded(y, table, indices, rows, columns) : y.Unrecorded("embedding");

        static Tensor Recorded(Tensor y, Tensor table, Tensor indices, int rows, int columns) => y.Record("embedding", [table], dy =>
        {
            var (dtable, accumulate) = table.GradTarget();
            if (!accumulate)
            {
                table.Kernels.Fill(dtable, 0);
            }

            table.Kernels.EmbeddingBackward(dy.Buffer, indices.Buffer, dtable, rows, columns);
        }, indices);
    }

    /// <summary>1 at each row's number, else 0: (...) of I32 to (..., classes).</summary>
    public static Tensor OneHot(Tensor indices, int classes)
    {
        RequireIntegers("OneHot", "indices", indices);
        var numbers = indices.ToInts();
        var values = new float[numbers.Length * classes];
        for (int row = 0; row < numbers.Length; row++)
        {
            if ((uint)numbers[row] >= (uint)classes)
            {
                throw new ShapeException($"OneHot: {numbers[row]} is not one of {classes} classes.");
            }

            values[(row * classes) + numbers[row]] = 1;
        }

        return Tensor.From(values, [.. indices.Shape, classes], indices.Device);
    }
}
