namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static OpCase DropoutRoundedCase => new("dropout of bf16", [[[3, 40]], [[1]]], t => Dropout(t[0].ToBFloat16(), 0.3f, seed: 5)) { Roundings = 2, Terms = _ => 1 };

    [Catalogue]
    private static OpCase DropoutCase => new("dropout", [[[3, 40]], [[1]]], t => Dropout(t[0], 0.3f, seed: 5)) { Terms = _ => 1 };

    /// <summary>
    /// Zeroes a share p of the elements at random and scales the others by 1 / (1 - p) (Srivastava et al. 2014). The
    /// mask is a function of the seed and the element's number, so the backward pass computes it again.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="p">Share to drop, in [0, 1).</param>
    /// <param name="seed">Which elements.</param>
    public static Tensor Dropout(Tensor x, float p, uint seed)
    {
        if (p is < 0 or >= 1 or float.NaN)
        {
            throw new ArgumentException($"Dropout: the share to drop is {p}, expected at least 0 and less than 1.");
        }

        if (p == 0)
        {
            return x;
        }

        x = x.Contiguous();
        var y = x.NewOfSameType(x.shape);
        x.Kernels.Dropout(x.Buffer, y.Buffer, p, seed);
        return y.Record("dropout", [x], dy =>
        {
            var dx = x.NewOfSameType(x.shape);
            x.Kernels.Dropout(dy.Buffer, dx.Buffer, p, seed);
            x.AddGrad(dx);
        });
    }
}
