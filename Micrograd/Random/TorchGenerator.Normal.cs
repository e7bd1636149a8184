using System.Runtime.Intrinsics;

namespace Micrograd;

public sealed partial class TorchGenerator
{
    // PyTorch transforms uniforms in blocks of 16 where there are at least 16, else one pair at a time. Both are
    // Box and Muller's method (1958): r = sqrt(-2 ln u1), theta = 2 pi u2 give the independent r cos theta, r sin theta.
    private const int Block = 16;

    private double? cachedNormal; // the second value of the last pair, N(0, 1); PyTorch keeps it across calls too

    /// <summary><c>torch.randn</c>: fills with draws from N(0, 1).</summary>
    public void Randn(Span<float> values) => Normal(values, 0, 1);

    /// <summary><c>torch.randn(dtype=float64)</c>.</summary>
    public void Randn(Span<double> values) => Normal(values, 0, 1);

    /// <summary>
    /// <c>tensor.normal_(mean, std)</c> on a contiguous tensor. 16 values and more: all uniforms are drawn first, then each
    /// block of 16 becomes normal, its first half from the cosines, its second from the sines; a last block that is not
    /// full draws the last 16 values again. Fewer: one double at a time, see <see cref="NextNormal"/>.
    /// </summary>
    /// <remarks>The same bits as PyTorch's AVX2 code, which has its own logarithm, sine and cosine (<see cref="CephesMath"/>).</remarks>
    public void Normal(Span<float> values, double mean, double std)
    {
        CheckStd(std);
        if (values.Length < Block)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)NextNormal(mean, std);
            }

            return;
        }

        Rand(values);
        for (int i = 0; i + Block <= values.Length; i += Block)
        {
            ToNormal(values.Slice(i, Block), (float)mean, (float)std);
        }

        if (values.Length % Block == 0)
        {
            return;
        }

        Rand(values[^Block..]);
        ToNormal(values[^Block..], (float)mean, (float)std);
    }

    /// <summary><c>tensor.normal_(mean, std)</c> in double: the same two rules, with the system's own logarithm, sine and cosine.</summary>
    public void Normal(Span<double> values, double mean, double std)
    {
        CheckStd(std);
        if (values.Length < Block)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = NextNormal(mean, std);
            }

            return;
        }

        Rand(values);
        for (int i = 0; i + Block <= values.Length; i += Block)
        {
            ToNormal(values.Slice(i, Block), mean, std);
        }

        if (values.Length % Block == 0)
        {
            return;
        }

        Rand(values[^Block..]);
        ToNormal(values[^Block..], mean, std);
    }

    /// <summary>One draw from N(mean, std^2) in double. Every other call draws nothing: it returns the second value of the pair.</summary>
    public double NextNormal(double mean = 0, double std = 1)
    {
        if (cachedNormal is { } second)
        {
            cachedNormal = null;
            return Math.FusedMultiplyAdd(second, std, mean);
        }

        double u1 = NextDouble(), u2 = NextDouble();
        double radius = Math.Sqrt(-2 * Math.Log(1 - u2)), theta = 2 * Math.PI * u1; // 1 - u2 is above 0: its logarithm is finite
        cachedNormal = radius * Math.Sin(theta);
        return Math.FusedMultiplyAdd(radius * Math.Cos(theta), std, mean);
    }

    private static void ToNormal(Span<float> block, float mean, float std)
    {
        var u1 = Vector256<float>.One - Vector256.Create<float>(block[..8]);
        var u2 = Vector256.Create<float>(block[8..]);
        var radius = Vector256.Sqrt(-2f * CephesMath.Log(u1));
        var (sin, cos) = CephesMath.SinCos(u2 * (float)(2 * Math.PI));
        var (stds, means) = (Vector256.Create(std), Vector256.Create(mean));
        Vector256.FusedMultiplyAdd(radius * cos, stds, means).CopyTo(block);
        Vector256.FusedMultiplyAdd(radius * sin, stds, means).CopyTo(block[8..]);
    }

    private static void ToNormal(Span<double> block, double mean, double std)
    {
        for (int i = 0; i < Block / 2; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - block[i])), theta = 2 * Math.PI * block[i + Block / 2];
            block[i] = Math.FusedMultiplyAdd(radius * Math.Cos(theta), std, mean);
            block[i + Block / 2] = Math.FusedMultiplyAdd(radius * Math.Sin(theta), std, mean);
        }
    }

    private static void CheckStd(double std)
    {
        if (!(std >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(std), $"Normal: the standard deviation must be 0 or more, not {std}.");
        }
    }
}
