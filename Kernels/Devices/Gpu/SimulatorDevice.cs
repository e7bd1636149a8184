using ILGPU;
using ILGPU.Runtime.CPU;

namespace Kernels;

/// <summary>
/// ILGPU's own simulation of a GPU: the kernels as ordinary .NET code, which a debugger can step through. Every thread of
/// a group is a thread of the system, so it is for tiny sizes.
/// </summary>
public sealed class SimulatorDevice : GpuDevice
{
    private const int WarpSize = 32;

    private SimulatorDevice(Context context, CPUDevice device)
        : base("simulator", context, device.CreateCPUAccelerator(context), text => text)
    {
    }

    /// <inheritdoc/>
    public override long MemoryBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <inheritdoc/>
    public override string Description => $"the GPU's kernels on this processor, {WarpSize} threads a group; exact and very slow, for tests and debuggers";

    public override KernelNeeds Offers => KernelNeeds.Shuffles;

    internal static SimulatorDevice Create()
    {
        var context = GpuLibraries.CreateContext(builder => builder.CPU(new CPUDevice(WarpSize, 1, 1)));
        return new SimulatorDevice(context, context.GetCPUDevices()[0]);
    }
}
