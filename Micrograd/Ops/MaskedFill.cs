namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static OpCase MaskedFillCase => new("masked fill", [[[4, 4]], [[2, 4, 4]]], t => t[0].MaskedFill(UpperTriangle(4, t[0].Device), -3)) { Terms = _ => 1 };

    /// <summary>1 above the diagonal of an (n, n) matrix of I32, else 0: what a causal mask hides.</summary>
    public static Tensor UpperTriangle(int n, Device? device = null) =>
        From([.. Enumerable.Range(0, n * n).Select(i => i % n > i / n ? 1 : 0)], (int[])[n, n], device);

    /// <summary>The elements, but <paramref name="value"/> where the mask is not 0; no gradient flows there.</summary>
    /// <param name="mask">I32, of a shape that broadcasts to this one.</param>
    /// <param name="value">Such as -∞ before a softmax.</param>
    public Tensor MaskedFill(Tensor mask, double value)
    {
        var x = ToFloat().Contiguous();
        var wide = mask.Expand(shape).Contiguous();
        var y = NewLike(shape);
        Kernels.MaskedFill(x.Buffer, wide.Buffer, y.Buffer, value);
        return y.Record("masked fill", [x], dy =>
        {
            var dx = NewLike(shape);
            Kernels.MaskedFill(dy.Buffer, wide.Buffer, dx.Buffer, 0);
            x.AddGrad(dx);
        });
    }
}
