namespace Kernels;

/// <summary>
/// The oracle: one thread, one loop after another, double precision. Slow on purpose, since it is read as the
/// specification. Gradient checks run here.
/// </summary>
public sealed class ReferenceDevice : Device
{
    internal ReferenceDevice()
        : base("reference", DType.F64, HostMemory.CreatePool())
    {
    }

    /// <inheritdoc/>
    public override IKernels Kernels { get; } = new ReferenceKernels();

    /// <inheritdoc/>
    public override string Description => "naive loops in double precision, the specification; 1 thread";
}
