namespace Kernels;

/// <summary>This machine's processor: SIMD kernels in float over a team of threads.</summary>
public sealed class CpuDevice : Device
{
    /// <summary>A processor device of its own: its own threads and memory.</summary>
    /// <param name="threads">Threads that compute, the caller's among them; 0: one for each core.</param>
    /// <param name="simd">The SIMD width to use; null: the widest that this machine has.</param>
    public CpuDevice(int threads = 0, SimdWidth? simd = null)
        : base(simd is { } width ? $"cpu:{(width == SimdWidth.Scalar ? "scalar" : (32 * (int)width).ToString())}" : "cpu", DType.F32, HostMemory.CreatePool())
    {
        Simd = simd ?? global::Kernels.Simd.Widest;
        Team = new ThreadTeam(threads > 0 ? threads : Environment.ProcessorCount);
        Kernels = Simd switch
        {
            SimdWidth.Vector512 => new CpuKernels<Lanes16>(Team),
            SimdWidth.Vector256 => new CpuKernels<Lanes8>(Team),
            _ => new CpuKernels<Lane>(Team),
        };
    }

    /// <summary>The SIMD width in use.</summary>
    public SimdWidth Simd { get; }

    /// <summary>The threads that compute.</summary>
    public ThreadTeam Team { get; }

    /// <summary>How many threads compute, the caller's among them. May be changed between kernels; results do not depend on it.</summary>
    public int Threads
    {
        get => Team.Threads;
        set => Team.Threads = value;
    }

    /// <inheritdoc/>
    public override IKernels Kernels { get; }

    /// <inheritdoc/>
    public override string Description => $"float, {(Simd == SimdWidth.Scalar ? "no SIMD" : $"{32 * (int)Simd}-bit SIMD")}, {Threads} of {Environment.ProcessorCount} threads";
}
