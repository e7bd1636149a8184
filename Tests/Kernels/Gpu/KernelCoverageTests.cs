using Xunit.Abstractions;

namespace Tests;

/// <summary>
/// No GPU kernel exists that no check reaches. What needs nothing special must be launched on OpenCL, by an operation of the
/// catalogue or a ladder; what exchanges registers, on the simulator, by a ladder. What contains PTX runs on CUDA alone; it must be
/// a version of a ladder, which is checked where there is a GPU, and be assembled (<see cref="OfflineCompilationTests"/>) everywhere.
/// </summary>
public class KernelCoverageTests(ITestOutputHelper output)
{
    [OpenClFact]
    public void Kernels_without_needs_are_launched_on_OpenCL()
    {
        using var device = OpenClDevice.Create(0); // its own, on which no other test has launched anything
        RunCatalogue(device);
        RunLadders(device, ladder => ladder.Shapes, needs => (needs & ~device.Offers) == 0);
        AssertLaunched(device.KernelTypes, needs => needs == KernelNeeds.Nothing, "neither the catalogue nor a ladder launches");
    }

    [Fact]
    public void Kernels_with_shuffles_are_launched_on_the_simulator()
    {
        using var device = SimulatorDevice.Create();
        RunLadders(device, ladder => ladder.TinyShapes, needs => needs == KernelNeeds.Shuffles);
        AssertLaunched(device.KernelTypes, needs => needs == KernelNeeds.Shuffles, "no ladder launches on the simulator");
    }

    [Fact]
    public void Kernels_with_PTX_are_versions_of_a_ladder()
    {
        using var device = SimulatorDevice.Create();
        device.Rehearsal = new HashSet<Type>();
        RunLadders(device, ladder => [.. ladder.Shapes, .. ladder.TinyShapes], needs => needs.HasFlag(KernelNeeds.Ptx));
        AssertLaunched(device.Rehearsal, needs => needs.HasFlag(KernelNeeds.Ptx), "no ladder launches");
    }

    [Fact]
    public void Every_kernel_can_be_made() =>
        Assert.All(KernelTypes.Definitions, definition => Assert.NotEmpty(KernelTypes.ClosedOf(definition)));

    private void AssertLaunched(IEnumerable<Type> launched, Func<KernelNeeds, bool> wanted, string problem)
    {
        HashSet<Type> definitions = [.. launched.Select(KernelTypes.DefinitionOf)];
        Type[] asked = [.. KernelTypes.Definitions.Where(definition => wanted(KernelTypes.Needs(definition)))];
        output.WriteLine($"{asked.Length} kernels asked for, {definitions.Count} launched");
        string missing = string.Join(", ", asked.Where(definition => !definitions.Contains(definition)).Select(KernelTypes.Name));
        Assert.True(missing.Length == 0, $"Not covered, since {problem} them: {missing}.");
    }

    /// <summary>Every operation, forward and backward.</summary>
    private static void RunCatalogue(Device device)
    {
        foreach (var entry in Catalogue.All)
        {
            Assert.All(OpCaseRun.Compare(entry, device), comparison => Assert.True(comparison.Passed, comparison.ToString()));
        }
    }

    /// <summary>Every version with such needs, on the shapes that fit it.</summary>
    private static void RunLadders(GpuDevice device, Func<Ladder, int[][]> shapesOf, Func<KernelNeeds, bool> wanted)
    {
        foreach (var ladder in device.Ladders)
        {
            foreach (int[] shape in shapesOf(ladder))
            {
                Buffer[] operands = [.. ladder.Operands(shape).Select(operand => Ones(device, operand.Length))];
                for (int rung = 0; rung < ladder.Rungs.Count; rung++)
                {
                    if (wanted(ladder.Needs(rung)) && ladder.Fits(rung, operands, shape))
                    {
                        ladder.Run(rung, operands, shape);
                    }
                }

                device.Synchronize();
                Array.ForEach(operands, operand => operand.Storage.Release());
            }
        }
    }

    private static Buffer Ones(Device device, int length)
    {
        var buffer = new Buffer(device.Allocate(DType.F32, length), 0, length);
        device.Write(buffer, Enumerable.Repeat(1f, length).ToArray());
        return buffer;
    }
}
