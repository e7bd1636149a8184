namespace Tests;

/// <summary>No kernel exists that the catalogue does not reach, and no pointwise operation that it does not use.</summary>
public class CoverageTests
{
    [Fact]
    public void Every_kernel_is_reached_by_the_catalogue()
    {
        var device = new RecordingDevice();
        foreach (var entry in Catalogue.All)
        {
            foreach (var shapes in entry.Shapes)
            {
                using var scope = Tensor.Scope();
                var inputs = OpCaseRun.Inputs(entry, shapes, device);
                foreach (var input in inputs)
                {
                    input.RequiresGrad = entry.IsDifferentiable;
                }

                var y = entry.Apply(inputs);
                if (entry.IsDifferentiable)
                {
                    y.Backward(Tensor.Randn(y.Shape, new TorchGenerator(5), device));
                }
            }
        }

        string[] missing = [.. typeof(IKernels).GetMethods().Select(method => method.Name).Where(name => !device.Called.Contains(name))];
        Assert.True(missing.Length == 0, $"No catalogue entry calls {string.Join(", ", missing)}; add one beside the operation.");
    }

    [Fact]
    public void Names_in_the_catalogue_are_unique() =>
        Assert.Empty(Catalogue.All.GroupBy(entry => entry.Name).Where(group => group.Count() > 1).Select(group => group.Key));
}
