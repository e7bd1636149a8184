namespace Micrograd;

/// <content>Indexing with numbers, C# ranges and integer tensors.</content>
public sealed partial class Tensor
{
    /// <summary>
    /// A part of this tensor. Numbers and ranges give views; integer tensors give copies (rows by number, as in
    /// <c>C[Xb]</c>), and several of them are broadcast and walk together (<c>logprobs[Arange(n), Yb]</c>).
    /// Setting overwrites in place, without a history; the value is broadcast.
    /// </summary>
    /// <exception cref="ShapeException">An index is out of range, or there are more indices than axes.</exception>
    [System.Runtime.CompilerServices.IndexerName("Part")] // "Item" is the method that reads a number
    public Tensor this[params ReadOnlySpan<TensorIndex> indices]
    {
        get
        {
            if (AxesUsed(indices) > Rank)
            {
                throw new ShapeException($"Index: {AxesUsed(indices)} indices for the {Rank} axes of {Shapes.Format(shape)}.");
            }

            if (CountOf(indices, TensorIndex.Kind.Ellipsis) > 1)
            {
                throw new ShapeException("Index: only one ellipsis can stand for the axes that are left.");
            }

            var part = this;
            int axis = 0;
            List<Tensor>? rows = null;
            int rowsAxis = 0;
            foreach (var index in indices)
            {
                switch (index.What)
                {
                    case TensorIndex.Kind.NewAxis:
                        part = part.Unsqueeze(axis++);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        axis += Rank - AxesUsed(indices);
                        break;
                    case TensorIndex.Kind.Number:
                        int size = part.shape[axis];
                        int number = part.Within(index.Number.GetOffset(size), size, axis);
                        part = part.Narrow(axis, number, 1).Squeeze(axis);
                        break;
                    case TensorIndex.Kind.Range:
                        part = part.Ranged(axis++, index.Range);
                        break;
                    default:
                        rows ??= [];
                        rowsAxis = rows.Count == 0 ? axis : rowsAxis;
                        if (rowsAxis + rows.Count != axis)
                        {
                            throw new ShapeException("Index: integer tensors must stand next to each other.");
                        }

                        rows.Add(index.Rows!);
                        axis++;
                        break;
                }
            }

            return rows is null ? part : part.TakeRows(rowsAxis, rows);
        }

        set
        {
            if (RequiresGrad && IsRecording)
            {
                throw new InvalidOperationException("Elements of a tensor that requires a gradient cannot be overwritten while operations are recorded; do it under NoGrad().");
            }

            if (CountOf(indices, TensorIndex.Kind.Tensor) > 0)
            {
                throw new ShapeException("Index: overwriting elements by an integer tensor is not possible; use numbers and ranges.");
            }

            var part = this[indices];
            value.Expand(part.shape).CopyInto(part);
        }
    }

    /// <summary>How many axes the indices speak of: all but new ones, and those that an ellipsis leaves whole.</summary>
    private static int AxesUsed(ReadOnlySpan<TensorIndex> indices) =>
        indices.Length - CountOf(indices, TensorIndex.Kind.NewAxis) - CountOf(indices, TensorIndex.Kind.Ellipsis);

    private static int CountOf(ReadOnlySpan<TensorIndex> indices, TensorIndex.Kind kind)
    {
        int count = 0;
        foreach (var index in indices)
        {
            count += index.What == kind ? 1 : 0;
        }

        return count;
    }

    private int Within(int number, int size, int axis) => number >= 0 && number < size
        ? number
        : throw new ShapeException($"Index: {number} is outside axis {axis} of {Shapes.Format(shape)}, which has {size} elements.");

    private Tensor Ranged(int axis, Range range)
    {
        int size = shape[axis];
        int start = range.Start.GetOffset(size);
        int end = range.End.GetOffset(size);
        if (start < 0 || end > size || end < start)
        {
            throw new ShapeException($"Index: the range {range} does not lie within axis {axis} of {Shapes.Format(shape)}.");
        }

        return start == 0 && end == size ? this : Narrow(axis, start, end - start);
    }

    /// <summary>Elements by number along neighbouring axes: the axes become one, the numbers are combined, and rows are looked up.</summary>
    private Tensor TakeRows(int axis, List<Tensor> rows)
    {
        int[] common = rows.Aggregate(Array.Empty<int>(), (soFar, index) => Shapes.Broadcast("Index", soFar, index.shape));
        var numbers = new int[Shapes.Count(common)];
        int tableRows = 1;
        for (int i = 0; i < rows.Count; i++)
        {
            int size = shape[axis + i];
            var these = rows[i].Expand(common).ToInts();
            for (int n = 0; n < numbers.Length; n++)
            {
                numbers[n] = (numbers[n] * size) + Within(these[n] < 0 ? these[n] + size : these[n], size, axis + i);
            }

            tableRows *= size;
        }

        // Bring the indexed axes to the front, look the rows up, and bring the result's axes back to their place.
        int[] front = [.. Enumerable.Range(axis, rows.Count), .. Enumerable.Range(0, axis), .. Enumerable.Range(axis + rows.Count, Rank - axis - rows.Count)];
        var moved = axis == 0 ? this : Permute(front);
        int[] rest = moved.shape[rows.Count..];
        var table = rows.Count == 1 && rest.Length == 1 ? moved : moved.Reshape([tableRows, Shapes.Count(rest)]);
        var taken = F.Embedding(table, From(numbers, common, Device)); // (common..., C)
        taken = rest.Length == 1 ? taken : taken.Reshape([.. common, .. rest]);
        if (axis == 0)
        {
            return taken;
        }

        int[] back = [.. Enumerable.Range(common.Length, axis), .. Enumerable.Range(0, common.Length), .. Enumerable.Range(common.Length + axis, taken.Rank - common.Length - axis)];
        return taken.Permute(back);
    }
}
