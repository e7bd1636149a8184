namespace Micrograd;

/// <content>The catalogue's entries for the views of Tensors/Tensor.Views.cs and for indexing.</content>
public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> ViewCases
    {
        get
        {
            int[][][] trials = [[[4, 3, 5]], [[2, 3, 2]]];
            static OpCase Case(string name, int[][][] shapes, Func<Tensor[], Tensor> apply) => new(name, shapes, apply) { Terms = _ => 8 };
            yield return Case("reshape", trials, t => t[0].Reshape(-1, 2, 3) * 2);
            yield return Case("transpose", trials, t => t[0].Transpose(0, 2).Exp());
            yield return Case("permute", trials, t => t[0].Permute(2, 0, 1).Contiguous());
            yield return Case("expand", [[[3, 1]], [[1, 1]]], t => t[0].Expand(2, t[0].shape[0], 4).Contiguous());
            yield return Case("slice", trials, t => t[0][1.., .., ^2..].Contiguous());
            yield return Case("slice with a step", trials, t => t[0].Narrow(0, 0, 2, step: t[0].shape[0] / 2).Exp());
            yield return Case("element of an axis", trials, t => t[0][^1, TensorIndex.Ellipsis, 0] * 3);
            yield return Case("new axis", trials, t => t[0][.., TensorIndex.NewAxis, 1].Exp());
            yield return Case("chunk", [[[2, 6]]], t => t[0].Chunk(3, 1) is var parts ? (parts[0] * parts[2]) + parts[1] : throw new InvalidOperationException());
            yield return Case("clone", trials, t => t[0].Clone() * t[0]);
            yield return Case("the same tensor twice", trials, t => (t[0] * t[0]) + t[0]);
            yield return Case("rows by number", trials, t => t[0][From([1, 0, 1], (int[])[3], t[0].Device)]);
            yield return Case("inner rows by number", trials, t => t[0][.., From([2, 0, 2, 1], (int[])[2, 2], t[0].Device)]);
            yield return Case("pairs by number", trials, t => t[0][From([1, 0, 1], (int[])[3], t[0].Device), From([2, 0, 2], (int[])[3], t[0].Device)]);
        }
    }
}
