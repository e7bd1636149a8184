namespace Micrograd;

/// <summary>
/// Rotary position embedding (Su et al. 2021): the angles φ = t·θ^(-2i / HeadSize) of position t and pair i, whose sines and cosines
/// are computed once, in double. Nothing is learned.
/// </summary>
public sealed class RotaryEmbedding
{
    /// <summary>θ, unless another one is given: the paper's.</summary>
    public const double DefaultTheta = 10000;

    private readonly Tensor cos;
    private readonly Tensor sin;

    /// <summary>Computes the angles.</summary>
    /// <param name="positions">Positions from 0 on.</param>
    /// <param name="headSize">Channels of a head; even.</param>
    /// <param name="theta">θ: how slowly the last pair turns.</param>
    /// <param name="device">Where to turn; null: the default device.</param>
    /// <exception cref="ShapeException">The head's channels do not make pairs.</exception>
    public RotaryEmbedding(int positions, int headSize, double theta = DefaultTheta, Device? device = null)
    {
        if (headSize % 2 != 0)
        {
            throw new ShapeException($"RotaryEmbedding: it turns pairs of channels, which a head of {headSize} does not have; choose an even size.");
        }

        int pairs = headSize / 2;
        double Angle(int element) => element / pairs * Math.Pow(theta, -2.0 * (element % pairs) / headSize);
        double[] angles = [.. Enumerable.Range(0, positions * pairs).Select(Angle)];
        cos = Table([.. angles.Select(Math.Cos)]);
        sin = Table([.. angles.Select(Math.Sin)]);

        Tensor Table(double[] numbers)
        {
            var table = Tensor.From(numbers, [positions, pairs], device);
            table.Outlives = true; // as a parameter does: a scope around the model's construction leaves it alone
            return table;
        }
    }

    /// <summary>Turns the first channels of x, as <see cref="F.Rope"/> does.</summary>
    /// <param name="x">(B, T, C).</param>
    /// <param name="rotated">How many channels, whole heads.</param>
    /// <param name="first">The position of x's first row.</param>
    public Tensor Rotate(Tensor x, int rotated, int first = 0) => F.Rope(x, cos, sin, rotated, first);
}
