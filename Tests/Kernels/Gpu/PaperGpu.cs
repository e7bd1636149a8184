using ILGPU;
using ILGPU.Runtime.CPU;

namespace Tests;

/// <summary>
/// A CUDA GPU on paper: it chooses kernels as one would, and only writes down which. So the tests know every kernel, with its
/// sizes, that such a GPU would run, without having one.
/// </summary>
internal sealed class PaperGpu : GpuDevice
{
    private static readonly Lazy<IReadOnlyList<Type>> Launches = new(RehearseAll);

    private PaperGpu(Context context)
        : base("paper", context, context.GetCPUDevices()[0].CreateCPUAccelerator(context), text => text)
    {
    }

    /// <summary>What the catalogue (forward and backward) and every version of every ladder that is no study would launch.</summary>
    public static IReadOnlyList<Type> Launched => Launches.Value;

    internal override int MostSharedBytes => 227 << 10;

    internal override bool HasOneAddressSpace => true;

    public override KernelNeeds Offers => KernelNeeds.Shuffles | KernelNeeds.Ptx | KernelNeeds.Hopper;

    /// <summary>Goes through the catalogue and the ladders on a device that is rehearsing.</summary>
    /// <returns>The types of the kernels that it would have launched.</returns>
    public static HashSet<Type> Rehearse(GpuDevice device, bool catalogue, Func<Ladder, int[][]> shapesOf, Func<Ladder, int, bool> wanted)
    {
        var launched = new HashSet<Type>();
        device.Rehearsal = launched;
        foreach (var entry in catalogue ? Catalogue.All : [])
        {
            _ = OpCaseRun.Compare(entry, device).Count(); // forward and backward
        }

        foreach (var ladder in device.Ladders)
        {
            foreach (int[] shape in shapesOf(ladder))
            {
                RehearseLadder(device, ladder, shape, wanted);
            }
        }

        return launched;
    }

    private static void RehearseLadder(GpuDevice device, Ladder ladder, int[] shape, Func<Ladder, int, bool> wanted)
    {
        Buffer[] operands = [.. ladder.Operands(shape).Select(operand =>
            new Buffer(device.Allocate(operand.TypeOn(device), operand.Length), 0, operand.Length))];
        for (int rung = 0; rung < ladder.Rungs.Count; rung++)
        {
            if (wanted(ladder, rung) && ladder.Fits(rung, operands, shape))
            {
                ladder.Run(rung, operands, shape);
            }
        }

        Array.ForEach(operands, operand => operand.Storage.Release());
    }

    private static List<Type> RehearseAll()
    {
        using var device = new PaperGpu(GpuLibraries.CreateContext(builder => builder.CPU(new CPUDevice(32, 1, 1))));
        var launched = Rehearse(device, catalogue: true, ladder => [.. ladder.Shapes, .. ladder.LargeShapes], (ladder, rung) => !ladder.IsStudy(rung));
        return [.. launched.OrderBy(KernelText.NameOf, StringComparer.Ordinal)];
    }
}
