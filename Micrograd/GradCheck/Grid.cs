namespace Micrograd;

/// <summary>Arithmetic of row-major indices for the gradient checker, which works on plain arrays.</summary>
internal static class Grid
{
    /// <summary>Number of entries of a shape; 1 for the empty shape of a single number.</summary>
    public static int Count(IEnumerable<int> shape) => shape.Aggregate(1, (product, size) => product * size);

    /// <summary>The index of the entry that is number <paramref name="flat"/> in row-major order.</summary>
    public static int[] Index(int flat, int[] shape)
    {
        var index = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            index[axis] = flat % shape[axis];
            flat /= shape[axis];
        }

        return index;
    }

    /// <summary>A name with an index: "x[1, 2]"; for a single number just "x".</summary>
    public static string Entry(string name, int[] index) => index.Length == 0 ? name : $"{name}[{string.Join(", ", index)}]";

    /// <summary>A shape as text: "(3, 4)".</summary>
    public static string Text(int[] shape) => $"({string.Join(", ", shape)})";

    /// <summary>The lines along an axis: each holds the flat indices of entries that differ in this coordinate alone.</summary>
    public static IEnumerable<int[]> Lines(int[] shape, int axis)
    {
        int length = shape[axis];
        int stride = Count(shape[(axis + 1)..]);
        int outer = Count(shape[..axis]);
        for (int i = 0; i < outer; i++)
        {
            for (int j = 0; j < stride; j++)
            {
                int start = i * length * stride + j;
                yield return [.. Enumerable.Range(0, length).Select(k => start + k * stride)];
            }
        }
    }

    /// <summary>The values as often as broadcasting to a larger shape repeats them; null if the shapes do not broadcast.</summary>
    public static double[]? Broadcast(double[] values, int[] from, int[] to)
    {
        if (from.Length > to.Length)
        {
            return null;
        }

        int[] padded = [.. Enumerable.Repeat(1, to.Length - from.Length), .. from];
        if (padded.Zip(to).Any(sizes => sizes.First != sizes.Second && sizes.First != 1))
        {
            return null;
        }

        return [.. Enumerable.Range(0, Count(to)).Select(i =>
        {
            int flat = 0;
            foreach ((int size, int position) in padded.Zip(Index(i, to)))
            {
                flat = flat * size + (size == 1 ? 0 : position);
            }

            return values[flat];
        })];
    }

    /// <summary>Swaps the last two axes, for an array of any leading axes; null if there are fewer than two.</summary>
    public static double[]? Transposed(double[] values, int[] shape)
    {
        if (shape.Length < 2)
        {
            return null;
        }

        int rows = shape[^2], columns = shape[^1];
        var swapped = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int matrix = i / (rows * columns) * (rows * columns);
            int row = (i - matrix) / columns, column = i % columns;
            swapped[matrix + column * rows + row] = values[i];
        }

        return swapped;
    }

    /// <summary>Whether the last two axes have the same size.</summary>
    public static bool IsSquare(int[] shape) => shape.Length >= 2 && shape[^1] == shape[^2];
}
