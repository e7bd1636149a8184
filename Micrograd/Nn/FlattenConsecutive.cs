namespace Micrograd;

/// <summary>Joins n neighbouring positions: (B, T, C) to (B, T/n, n·C), or to (B, n·C) if one position is left. The WaveNet lecture's layer.</summary>
/// <param name="n">Positions to join.</param>
public sealed class FlattenConsecutive(int n) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank != 3 || x.Shape[1] % n != 0)
        {
            throw new ShapeException($"FlattenConsecutive: {Shapes.Format(x.Shape)}; expected (B, T, C) with T divisible by {n}.");
        }

        int groups = x.Shape[1] / n, columns = x.Shape[2] * n;
        return groups == 1 ? x.Reshape(x.Shape[0], columns) : x.Reshape(x.Shape[0], groups, columns);
    }
}
