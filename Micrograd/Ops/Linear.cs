namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> LinearCases
    {
        get
        {
            static int Terms(int[][] shapes) => shapes.Max(shape => shape.Max()) * 4;
            yield return new OpCase("linear", [[[3, 4], [5, 4], [5]], [[1, 1], [1, 1], [1]], [[2, 3, 4], [2, 4], [2]]], t => Linear(t[0], t[1], t[2]))
            {
                Terms = Terms,
                Large = [[768, 128], [512, 128], [512]],
                Flops = shapes => 2.0 * Shapes.Count(shapes[0]) * shapes[1][0],
            };
            yield return new OpCase("linear in mixed precision", [[[3, 4], [5, 4], [5]], [[2, 3, 8], [16, 8], [16]]], t => MixedPrecision.Try(() => Linear(t[0], t[1], t[2])))
            {
                Roundings = 2,
                Terms = Terms,
            };
            static Tensor TwoAfterOne(Tensor[] t)
            {
                var h = Linear(t[0], t[1]);
                return Linear(h, t[2]) + Linear(h, t[3]);
            }

            yield return new OpCase("two linear layers after one in mixed precision", [[[3, 4], [5, 4], [2, 5], [2, 5]], [[2, 3, 8], [16, 8], [8, 16], [8, 16]]], t => MixedPrecision.Try(() => TwoAfterOne(t)))
            {
                Roundings = 6,
                Terms = Terms,
            };
            yield return new OpCase("linear without bias", [[[3, 4], [5, 4]], [[2, 3, 4], [2, 4]]], t => Linear(t[0], t[1])) { Terms = Terms };
        }
    }

    /// <summary>
    /// y = x·Wᵀ + b over the last axis: (..., in) to (..., out). With dy: dx = dy·W, dW = dyᵀ·x and db = Σ dy, the sums
    /// over all rows. In <see cref="MixedPrecision"/> x and W are multiplied as bf16, and y, with its gradient, is bf16.
    /// </summary>
    /// <param name="x">(..., in).</param>
    /// <param name="weight">(out, in).</param>
    /// <param name="bias">(out), or null.</param>
    /// <exception cref="ShapeException">The sizes do not fit.</exception>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        if (weight.Rank != 2 || x.Rank < 1 || x.Shape[^1] != weight.Shape[1])
        {
            throw new ShapeException($"Linear: x {Shapes.Format(x.Shape)} and weight {Shapes.Format(weight.Shape)} do not fit; expected (..., in) and (out, in).");
        }

        int outputs = weight.Shape[0], inputs = weight.Shape[1];
        RequireVector("Linear", "bias", bias, outputs);
        var precision = MixedPrecision.Current;
        (x, weight) = precision is null ? (x.ToFloat(), weight.ToFloat()) : (x, weight);
        (x, bias) = (x.Contiguous(), bias?.ToFloat().Contiguous());
        var w = weight.Contiguous();
        int rows = x.Count / Math.Max(1, inputs);
        var y = Tensor.Empty(x.Device, MixedPrecision.ResultType(x.Device), x.Shape[..^1], outputs);
        var (left, right) = (MixedPrecision.Operand(precision, x), MixedPrecision.Operand(precision, w));
        x.Kernels.MatMul(left.Buffer, right.Buffer, bias?.Buffer, y.Buffer, new MatMulShape(rows, outputs, inputs, TransposeB: true));
        if (Tensor.IsRecording)
        {
            Recorded(y, (x, left), (w, right), bias, new MatMulShape(rows, outputs, inputs));
        }
        else
        {
            y.Unrecorded("linear");
        }

        if (!y.RequiresGrad)
        {
            MixedPrecision.Release(left, x); // no backward pass will
            MixedPrecision.Release(right, w);
        }

        return y;
    }

    /// <summary>Gives the product a history.</summary>
    /// <param name="y">The product.</param>
    /// <param name="input">x, and x as it was multiplied: rounded in mixed precision.</param>
    /// <param name="weight">W, likewise.</param>
    /// <param name="bias">b, or null.</param>
    /// <param name="sizes">Rows, outputs and inputs.</param>
    private static void Recorded(
        Tensor y, (Tensor Tensor, Tensor Operand) input, (Tensor Tensor, Tensor Operand) weight, Tensor? bias, MatMulShape sizes)
    {
        var (x, left) = input;
        var (w, right) = weight;
        var (rows, outputs, inputs) = (sizes.M, sizes.N, sizes.K);
        y.Record("linear", bias is null ? [x, w] : [x, w, bias], dy =>
        {
            x.AddProductToGrad(dy.Buffer, right.Buffer, new MatMulShape(rows, inputs, outputs));
            w.AddProductToGrad(dy.Buffer, left.Buffer, new MatMulShape(outputs, inputs, rows, TransposeA: true));
            AddBiasGrad(bias, dy, rows, outputs);
            MixedPrecision.Release(left, x);
            MixedPrecision.Release(right, w);
        });
    }
}
