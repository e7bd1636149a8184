namespace Benchmarks;

/// <summary>What the device can do at best, measured.</summary>
/// <param name="CopyBytesPerSecond">Bytes read and written by a plain copy.</param>
/// <param name="FlopsPerSecond">Chains of float multiply-adds in registers; without tensor cores.</param>
internal sealed record GpuLimits(double CopyBytesPerSecond, double FlopsPerSecond)
{
    private const int CopyWords = 1 << 27;
    private const int SmallCopyWords = 1 << 23;

    /// <summary>Measures.</summary>
    public static GpuLimits Measure(GpuDevice device)
    {
        int words = device.MemoryBytes > 16L * sizeof(float) * CopyWords && device is not OpenClDevice { IsGpu: false } ? CopyWords : SmallCopyWords;
        Buffer from = new(device.Allocate(DType.F32, words), 0, words), to = new(device.Allocate(DType.F32, words), 0, words);
        device.Kernels.Fill(from, 1);
        double copy = GpuTimer.Seconds(device, () => device.Kernels.Copy(from, to));
        from.Storage.Release();
        to.Storage.Release();

        int groups = 32 * device.Accelerator.NumMultiprocessors;
        Buffer sums = new(device.Allocate(DType.F32, groups * MultiplyAddKernel.GroupSize), 0, groups * MultiplyAddKernel.GroupSize);
        double chains = GpuTimer.Seconds(device, () => device.Launch(new MultiplyAddKernel(sums.Floats(), 1.0001f, 0.5f), groups));
        sums.Storage.Release();
        var limits = new GpuLimits(8.0 * words / copy, MultiplyAddKernel.FlopsPerThread * groups * MultiplyAddKernel.GroupSize / chains);
        Console.WriteLine(FormattableString.Invariant($"  limits: copy {limits.CopyBytesPerSecond / 1e9:N1} GB/s, multiply-add {limits.FlopsPerSecond / 1e9:N0} GFLOP/s"));
        return limits;
    }
}
