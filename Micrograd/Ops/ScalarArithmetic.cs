namespace Micrograd;

public sealed partial class Tensor
{
    [Catalogue]
    private static IEnumerable<OpCase> ScalarArithmeticCases
    {
        get
        {
            int[][][] shapes = [[[3, 4]], [[1]]];
            yield return new OpCase("add a number", shapes, t => t[0] + 2.5) { Terms = _ => 1 };
            yield return new OpCase("subtract from a number", shapes, t => 2.5 - t[0]) { Terms = _ => 1 };
            yield return new OpCase("multiply by a number", shapes, t => -3 * t[0]) { Terms = _ => 1 };
            yield return new OpCase("divide by a number", shapes, t => t[0] / 7) { Terms = _ => 1 };
            yield return new OpCase("divide a number", shapes, t => 7 / t[0]) { Terms = _ => 1, Range = InputRange.Positive };
        }
    }
}
