namespace Kernels;

/// <summary>
/// The processor's kernels, written once for every SIMD width <typeparamref name="TLanes"/>: the JIT compiles a copy of
/// its own for each. Each family's part lies in its folder, in <c>*.Cpu.cs</c>.
/// </summary>
/// <typeparam name="TLanes">The register: <see cref="Lanes16"/>, <see cref="Lanes8"/>, or one float in <see cref="Lane"/>.</typeparam>
/// <param name="team">The threads that compute.</param>
public sealed unsafe partial class CpuKernels<TLanes>(ThreadTeam team) : IKernels
    where TLanes : unmanaged, ILanes<TLanes>;
