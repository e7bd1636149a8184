namespace Kernels;

/// <summary>What a device can do at best, measured now: multiply-adds in registers, and copies. No kernel is faster than both let it be.</summary>
public static class DeviceSpeed
{
    private const int Rounds = 5;
    private const long LargeCopy = 1L << 30;
    private const long SmallCopy = 1L << 26;

    /// <summary>Float multiply-adds, in operations a second; infinity where nothing can measure them.</summary>
    public static double MultiplyAdds(Device device) =>
        IsGpu(device) ? OnGpu((GpuDevice)device)
        : FmaPeak.IsSupported ? 1e9 * FmaPeak.Measure(ThreadsOf(device))
        : double.PositiveInfinity;

    /// <summary>A copy's bytes a second, read and written.</summary>
    /// <param name="device">Where.</param>
    /// <param name="bytes">How many bytes to read and write in all; few may lie in the caches.</param>
    public static double Copy(Device device, long bytes)
    {
        if (!IsGpu(device))
        {
            return Enumerable.Range(0, Rounds).Max(_ => CopySpeed.Measure(bytes, ThreadsOf(device)));
        }

        int words = (int)Math.Clamp(bytes / (2 * sizeof(float)), 1, LargestCopy(device) / (2 * sizeof(float)));
        Buffer from = new(device.Allocate(DType.F32, words), 0, words), to = new(device.Allocate(DType.F32, words), 0, words);
        device.Kernels.Fill(from, 1);
        double seconds = GpuTimer.Seconds((GpuDevice)device, () => device.Kernels.Copy(from, to));
        from.Storage.Release();
        to.Storage.Release();
        return 2.0 * sizeof(float) * words / seconds;
    }

    /// <summary>As many bytes as say something about the memory behind the caches, and fit into it.</summary>
    public static long LargestCopy(Device device) => IsGpu(device) && device.MemoryBytes > 8 * LargeCopy ? LargeCopy : SmallCopy;

    private static double OnGpu(GpuDevice device)
    {
        int groups = 32 * device.Accelerator.NumMultiprocessors;
        Buffer sums = new(device.Allocate(DType.F32, groups * MultiplyAddKernel.GroupSize), 0, groups * MultiplyAddKernel.GroupSize);
        double seconds = GpuTimer.Seconds(device, () => device.Launch(new MultiplyAddKernel(sums.Floats(), 1.0001f, 0.5f), groups));
        sums.Storage.Release();
        return MultiplyAddKernel.FlopsPerThread * groups * MultiplyAddKernel.GroupSize / seconds;
    }

    /// <summary>Whatever runs on the processor, through OpenCL too, has the processor's limits.</summary>
    private static bool IsGpu(Device device) => device is GpuDevice and not (SimulatorDevice or OpenClDevice { IsGpu: false });

    private static int ThreadsOf(Device device) => device switch
    {
        CpuDevice cpu => cpu.Threads,
        OpenClDevice => Environment.ProcessorCount,
        _ => 1,
    };
}
