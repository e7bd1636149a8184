namespace Micrograd;

/// <summary>
/// The residual stream of a transformer: x, to which each branch of each block adds what it found out. A sum is not computed before somebody reads it:
/// a <see cref="LayerNorm"/> then adds and normalises in one pass over memory (<see cref="F.AddLayerNorm"/>). So <c>x += attention(ln_1(x))</c> is written
/// as in the lecture, and costs no pass of its own.
/// </summary>
public sealed class ResidualStream
{
    private Tensor x;
    private Tensor? f; // what is still to be added

    /// <summary>A stream to which nothing was added yet.</summary>
    /// <param name="x">(..., C).</param>
    public ResidualStream(Tensor x)
        : this(x, null)
    {
    }

    private ResidualStream(Tensor x, Tensor? f)
    {
        this.x = x;
        this.f = f;
    }

    /// <summary>All that was added so far, (..., C).</summary>
    public Tensor Sum
    {
        get
        {
            if (f is not null)
            {
                (x, f) = (x + f, null);
            }

            return x;
        }
    }

    /// <summary>The stream behind a branch.</summary>
    /// <param name="x">The stream that the branch read.</param>
    /// <param name="f">(..., C), what it adds.</param>
    public static ResidualStream operator +(ResidualStream x, Tensor f) => new(x.Sum, f);

    /// <summary>The sum, normalised as a <see cref="LayerNorm"/> says, (..., C); the sum is there then, too.</summary>
    /// <exception cref="ShapeException">The sizes do not fit.</exception>
    internal Tensor Normalised(Tensor gamma, Tensor? beta, double eps)
    {
        if (f is null)
        {
            return F.LayerNorm(x, gamma, beta, eps);
        }

        (x, var y) = F.AddLayerNorm(x, f, gamma, beta, eps);
        f = null;
        return y;
    }
}
