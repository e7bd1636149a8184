using Xunit.Abstractions;

namespace Tests;

/// <summary>
/// No GPU kernel exists that no check reaches. What needs nothing special must be launched on OpenCL, by an operation of the
/// catalogue (<see cref="DeviceParityTests"/>) or a version of a ladder (<see cref="LadderTests"/>); what exchanges registers, on the
/// simulator, by a ladder. What contains PTX runs on CUDA alone; it must be a version of a ladder, which is checked where there
/// is a GPU, and be assembled (<see cref="OfflineCompilationTests"/>) everywhere. Those tests run and compare; here the same
/// calls are only rehearsed, to learn what they launch.
/// </summary>
public class KernelCoverageTests(ITestOutputHelper output)
{
    [OpenClFact]
    public void Kernels_without_needs_are_launched_on_OpenCL()
    {
        using var device = OpenClDevice.Create(0);
        var launched = PaperGpu.Rehearse(device, catalogue: true, ladder => ladder.Shapes, (ladder, rung) => (ladder.Needs(rung) & ~device.Offers) == 0);
        AssertLaunched(launched, needs => needs == KernelNeeds.Nothing, "neither the catalogue nor a ladder launches");
    }

    [Fact]
    public void Kernels_with_shuffles_are_launched_on_the_simulator()
    {
        using var device = SimulatorDevice.Create();
        var launched = PaperGpu.Rehearse(device, catalogue: false, ladder => ladder.TinyShapes, (ladder, rung) => (ladder.Needs(rung) & ~device.Offers) == 0);
        AssertLaunched(launched, needs => needs == KernelNeeds.Shuffles, "no ladder launches on the simulator");
    }

    /// <summary>Neither the catalogue nor a ladder would launch it on a CUDA GPU: nothing compiles or assembles it.</summary>
    [Fact]
    public void Every_kernel_is_launched_on_CUDA() =>
        Assert.Equal("", string.Join(", ", KernelTypes.Definitions.Where(definition => KernelTypes.ClosedOf(definition).Count == 0).Select(KernelTypes.Name)));

    private void AssertLaunched(IEnumerable<Type> launched, Func<KernelNeeds, bool> wanted, string problem)
    {
        HashSet<Type> definitions = [.. launched.Select(KernelTypes.DefinitionOf)];
        Type[] asked = [.. KernelTypes.Definitions.Where(definition => wanted(KernelTypes.Needs(definition)))];
        output.WriteLine($"{asked.Length} kernels asked for; {definitions.Count} launched");
        string missing = string.Join(", ", asked.Where(definition => !definitions.Contains(definition)).Select(KernelTypes.Name));
        Assert.True(missing.Length == 0, $"Not covered, since {problem} them: {missing}.");
    }
}
