namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> PowerCases =>
        from exponent in new[] { -1.0, -0.5, 0.5, 1, 2, 3, 2.5 }
        select new OpCase($"pow {exponent}", [[[3, 4]], [[1]]], t => t[0].Pow(exponent))
        {
            Range = InputRange.Positive,
            Terms = _ => 1,
        };

    /// <summary>xᵖ, element by element; dx = p·xᵖ⁻¹·dy.</summary>
    /// <param name="exponent">p.</param>
    public Tensor Pow(double exponent) => Unary("pow", new PowerOp(exponent), exponent);
}
