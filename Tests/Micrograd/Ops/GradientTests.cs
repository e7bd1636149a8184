namespace Tests;

/// <summary>Every operation of the catalogue against difference quotients, in double, in each way that a tensor can lie in memory.</summary>
public class GradientTests
{
    public static TheoryData<string> Entries => CatalogueEntries.Names(entry => entry.IsDifferentiable && entry.Roundings == 0);

    [Theory]
    [MemberData(nameof(Entries))]
    public void Gradient_is_right(string name) => CheckAll(name, t => t);

    [Theory]
    [MemberData(nameof(Entries))]
    public void Gradient_is_right_for_transposed_inputs(string name) => CheckAll(
        name,
        t => t.Rank < 2 ? t : t.Transpose(0, -1).Contiguous().Transpose(0, -1));

    [Theory]
    [MemberData(nameof(Entries))]
    public void Gradient_is_right_for_sliced_inputs(string name) => CheckAll(
        name,
        t => t.Rank == 0 || t.Count == 0 ? t : Tensor.Concatenate([t * 2, t, t * 3], -1).Narrow(-1, t.Shape[^1], t.Shape[^1]));

    private static void CheckAll(string name, Func<Tensor, Tensor> view)
    {
        var entry = CatalogueEntries.Get(name);
        foreach (var shapes in entry.Shapes.Where(shapes => shapes.Sum(shape => Shapes.Count(shape)) is > 0 and < 700))
        {
            var inputs = OpCaseRun.Inputs(entry, shapes, Device.Reference);
            var report = GradCheck.Run(name, t => entry.Apply([.. t.Select(view)]), inputs);
            Assert.True(report.Passed, report.ToString());
        }
    }
}
