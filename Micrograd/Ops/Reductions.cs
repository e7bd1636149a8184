namespace Micrograd;

/// <content>What all reductions share: axes to (outer, n, inner).</content>
public sealed partial class Tensor
{
    private static int[][][] ReductionTrials => [[[2, 3, 4]], [[1, 1, 1]], [[5, 1, 3]], [[4, 130, 2]]];

    /// <summary>
    /// This tensor as (outer, n, inner), where n counts the elements of the reduced axes; and the result's shape. Axes
    /// that do not lie side by side are brought together first.
    /// </summary>
    private (Tensor X, int Outer, int N, int Inner, int[] Result) Folded(string operation, int[] axes, bool keepDim)
    {
        var reduced = new bool[Rank];
        foreach (int axis in axes)
        {
            reduced[Shapes.Axis(operation, axis, Rank)] = true;
        }

        int[] result = keepDim
            ? [.. shape.Select((size, axis) => reduced[axis] ? 1 : size)]
            : [.. shape.Where((_, axis) => !reduced[axis])];
        int first = Array.IndexOf(reduced, true), last = Array.LastIndexOf(reduced, true);
        if (first < 0)
        {
            return (Contiguous(), Count, 1, 1, result);
        }

        if (!Array.TrueForAll(reduced[first..(last + 1)], isReduced => isReduced))
        {
            int[] order = [.. Enumerable.Range(0, Rank).OrderBy(axis => reduced[axis])];
            int kept = reduced.Count(isReduced => !isReduced);
            var moved = Permute(order);
            return moved.Folded(operation, [.. Enumerable.Range(kept, Rank - kept)], keepDim: false) with { Result = result };
        }

        return (
            Contiguous(), Shapes.Count(shape.AsSpan(0, first)), Shapes.Count(shape.AsSpan(first, last + 1 - first)),
            Shapes.Count(shape.AsSpan(last + 1)), result);
    }

    private int[] AllAxes() => [.. Enumerable.Range(0, Rank)];
}
