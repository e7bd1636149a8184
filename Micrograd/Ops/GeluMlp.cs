namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static IEnumerable<OpCase> GeluMlpCases
    {
        get
        {
            int[][][] trials = [[[3, 4], [5, 4], [5], [2, 5], [2]], [[2, 3, 8], [16, 8], [16], [8, 16], [8]]];
            static int Terms(int[][] shapes) => 16 * shapes.Max(shape => shape.Max());
            yield return new OpCase("GELU MLP", trials, t => GeluMlp(t[0], t[1], t[2], t[3], t[4])) { Terms = Terms };
            yield return new OpCase("GELU MLP in mixed precision", trials, t => MixedPrecision.Try(() => GeluMlp(t[0], t[1], t[2], t[3], t[4]))) { Roundings = 5, Terms = Terms };
            yield return new OpCase("GELU MLP without biases", [[[3, 4], [5, 4], [2, 5]]], t => GeluMlp(t[0], t[1], null, t[2], null)) { Terms = Terms };
        }
    }

    /// <summary>
    /// GPT-2's MLP as one operation: y = h·W₂ᵀ + b₂ with h = GELU(z), by tanh, and z = x·W₁ᵀ + b₁. Its numbers are those of <see cref="Linear"/>, <see cref="Tensor.Gelu"/> and
    /// <see cref="Linear"/> again, but both products with z end with the pointwise function, forward h and backward dz = GELU'(z)·(dy·W₂), which saves two passes over the
    /// widest tensors of the model. The other gradients are those of <see cref="Linear"/>.
    /// </summary>
    /// <param name="x">(..., in).</param>
    /// <param name="weight1">(hidden, in).</param>
    /// <param name="bias1">(hidden), or null.</param>
    /// <param name="weight2">(out, hidden).</param>
    /// <param name="bias2">(out), or null.</param>
    /// <exception cref="ShapeException">The sizes do not fit.</exception>
    public static Tensor GeluMlp(Tensor x, Tensor weight1, Tensor? bias1, Tensor weight2, Tensor? bias2)
    {
        if (weight1.Rank != 2 || weight2.Rank != 2 || x.Rank < 1 || x.Shape[^1] != weight1.Shape[1] || weight1.Shape[0] != weight2.Shape[1])
        {
            throw new ShapeException(
                $"GeluMlp: x {Shapes.Format(x.Shape)} and weights {Shapes.Format(weight1.Shape)}, {Shapes.Format(weight2.Shape)} do not fit; expected (..., in), (hidden, in) and (out, hidden).");
        }

        var sizes = new MlpSizes(x.Count / Math.Max(1, x.Shape[^1]), x.Shape[^1], weight1.Shape[0], weight2.Shape[0]);
        RequireVector("GeluMlp", "bias1", bias1, sizes.Hidden);
        RequireVector("GeluMlp", "bias2", bias2, sizes.Outputs);
        var precision = MixedPrecision.Current;
        (x, weight1, weight2) = precision is null ? (x.ToFloat(), weight1.ToFloat(), weight2.ToFloat()) : (x, weight1, weight2);
        (x, weight1, weight2, bias1, bias2) = (x.Contiguous(), weight1.Contiguous(), weight2.Contiguous(), bias1?.ToFloat().Contiguous(), bias2?.ToFloat().Contiguous());
        var type = MixedPrecision.ResultType(x.Device);
        var (left, right1, right2) = (MixedPrecision.Operand(precision, x), MixedPrecision.Operand(precision, weight1), MixedPrecision.Operand(precision, weight2));
        Tensor z = Tensor.Empty(x.Device, type, [sizes.Rows, sizes.Hidden]), h = z.NewOfSameType(z.shape);
        var y = Tensor.Empty(x.Device, type, x.Shape[..^1], sizes.Outputs);
        x.Kernels.MatMul(
            left.Buffer, right1.Buffer, bias1?.Buffer, h.Buffer, new MatMulShape(sizes.Rows, sizes.Hidden, sizes.Inputs, TransposeB: true), epilogue: new(EpilogueKind.Gelu, z.Buffer));
        z.RoundOnHost();
        h.RoundOnHost();
        x.Kernels.MatMul(h.Buffer, right2.Buffer, bias2?.Buffer, y.Buffer, new MatMulShape(sizes.Rows, sizes.Outputs, sizes.Hidden, TransposeB: true));
        if (Tensor.IsRecording)
        {
            Recorded(y, (x, left), (weight1, right1), bias1, (z, h), (weight2, right2), bias2, sizes);
        }
        else
        {
            y.Unrecorded("GELU MLP");
        }

        if (!y.RequiresGrad)
        {
            MixedPrecision.Release(left, x); // no backward pass will
            MixedPrecision.Release(right1, weight1);
            MixedPrecision.Release(right2, weight2);
            z.Free();
            h.Free();
        }

        return y;
    }

    /// <summary>Gives the result a history; of tensors that were rounded, what was multiplied stands beside.</summary>
    private static void Recorded(
        Tensor y,
        (Tensor Tensor, Tensor Operand) input,
        (Tensor Tensor, Tensor Operand) first,
        Tensor? bias1,
        (Tensor Z, Tensor H) hidden,
        (Tensor Tensor, Tensor Operand) second,
        Tensor? bias2,
        MlpSizes sizes)
    {
        var (x, w1, w2) = (input.Tensor, first.Tensor, second.Tensor);
        var (z, h) = hidden;
        var (rows, inputs, width, outputs) = sizes;
        y.Record("GELU MLP", [x, w1, w2, .. bias1 is null ? [] : new[] { bias1 }, .. bias2 is null ? [] : new[] { bias2 }], dy =>
        {
            w2.AddProductToGrad(dy.Buffer, h.Buffer, new MatMulShape(outputs, width, rows, TransposeA: true));
            AddBiasGrad(bias2, dy, rows, outputs);
            h.Free();
            var dz = z.NewOfSameType(z.shape);
            x.Kernels.MatMul(dy.Buffer, second.Operand.Buffer, null, dz.Buffer, new MatMulShape(rows, width, outputs), epilogue: new(EpilogueKind.GeluGradient, z.Buffer));
            dz.RoundOnHost();
            z.Free();
            x.AddProductToGrad(dz.Buffer, first.Operand.Buffer, new MatMulShape(rows, inputs, width));
            w1.AddProductToGrad(dz.Buffer, input.Operand.Buffer, new MatMulShape(width, inputs, rows, TransposeA: true));
            AddBiasGrad(bias1, dz, rows, width);
            dz.Free();
            MixedPrecision.Release(input.Operand, x);
            MixedPrecision.Release(first.Operand, w1);
            MixedPrecision.Release(second.Operand, w2);
        });
    }

    /// <summary>db = Σ dy over the rows.</summary>
    private static void AddBiasGrad(Tensor? bias, Tensor dy, int rows, int columns)
    {
        if (bias is { RequiresGrad: true })
        {
            var db = bias.NewLike(bias.shape);
            dy.Kernels.SumForward(dy.Buffer, db.Buffer, 1, rows, columns, 1);
            bias.AddGrad(db);
        }
    }

    private readonly record struct MlpSizes(int Rows, int Inputs, int Hidden, int Outputs);
}
