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
        var launched = device.Rehearsal = new HashSet<Type>();
        foreach (var entry in Catalogue.All)
        {
            Rehearse(entry, device);
        }

        RehearseLadders(device, ladder => ladder.Shapes, needs => (needs & ~device.Offers) == 0);
        AssertLaunched(launched, needs => needs == KernelNeeds.Nothing, "neither the catalogue nor a ladder launches");
    }

    [Fact]
    public void Kernels_with_shuffles_are_launched_on_the_simulator()
    {
        using var device = SimulatorDevice.Create();
        var launched = device.Rehearsal = new HashSet<Type>();
        RehearseLadders(device, ladder => ladder.TinyShapes, needs => (needs & ~device.Offers) == 0);
        AssertLaunched(launched, needs => needs == KernelNeeds.Shuffles, "no ladder launches on the simulator");
    }

    [Fact]
    public void Kernels_with_PTX_are_versions_of_a_ladder()
    {
        using var device = SimulatorDevice.Create();
        var launched = device.Rehearsal = new HashSet<Type>();
        RehearseLadders(device, ladder => ladder.Shapes, needs => needs.HasFlag(KernelNeeds.Ptx));
        AssertLaunched(launched, needs => needs.HasFlag(KernelNeeds.Ptx), "no ladder launches");
    }

    [Fact]
    public void Every_kernel_can_be_made() =>
        Assert.All(KernelTypes.Definitions, definition => Assert.NotEmpty(KernelTypes.ClosedOf(definition)));

    private void AssertLaunched(IEnumerable<Type> launched, Func<KernelNeeds, bool> wanted, string problem)
    {
        HashSet<Type> definitions = [.. launched.Select(KernelTypes.DefinitionOf)];
        Type[] asked = [.. KernelTypes.Definitions.Where(definition => wanted(KernelTypes.Needs(definition)))];
        output.WriteLine($"{asked.Length} kernels asked for; {definitions.Count} launched");
        string missing = string.Join(", ", asked.Where(definition => !definitions.Contains(definition)).Select(KernelTypes.Name));
        Assert.True(missing.Length == 0, $"Not covered, since {problem} them: {missing}.");
    }

    /// <summary>An operation, forward and backward. Some of them look at their results, which nothing has computed here.</summary>
    private static void Rehearse(OpCase entry, Device device)
    {
        try
        {
            _ = OpCaseRun.Compare(entry, device).Count();
        }
        catch (InvalidOperationException)
        {
        }
    }

    /// <summary>Every version with such needs, on the shapes that fit it.</summary>
    private static void RehearseLadders(GpuDevice device, Func<Ladder, int[][]> shapesOf, Func<KernelNeeds, bool> wanted)
    {
        foreach (var ladder in device.Ladders)
        {
            foreach (int[] shape in shapesOf(ladder))
            {
                Buffer[] operands = [.. ladder.Operands(shape).Select(operand =>
                    new Buffer(device.Allocate(operand.Below > 0 ? DType.I32 : DType.F32, operand.Length), 0, operand.Length))];
                for (int rung = 0; rung < ladder.Rungs.Count; rung++)
                {
                    if (wanted(ladder.Needs(rung)) && ladder.Fits(rung, operands, shape))
                    {
                        ladder.Run(rung, operands, shape);
                    }
                }

                Array.ForEach(operands, operand => operand.Storage.Release());
            }
        }
    }
}
