namespace Kernels;

/// <summary>
/// Another device, whose kernels are timed and whose buffers are watched between <see cref="Start"/> and <see cref="Stop"/>. Before and
/// after it hands out that device's own kernels, so that measuring costs nothing while nobody measures.
/// </summary>
public sealed class MeteredDevice : Device
{
    private readonly MeteredKernels metered;

    /// <summary>A device around another one, with its memory.</summary>
    public MeteredDevice(Device inner)
        : base(inner.Name, inner.FloatType, inner.Pool)
    {
        Inner = inner;
        metered = new MeteredKernels(this);
    }

    /// <summary>Who does the work.</summary>
    public Device Inner { get; }

    /// <summary>What writes down; null: nobody does.</summary>
    public KernelMeter? Meter { get; private set; }

    /// <inheritdoc/>
    public override IKernels Kernels => Meter is null ? Inner.Kernels : metered;

    /// <inheritdoc/>
    public override DType BFloat16Type => Inner.BFloat16Type;

    /// <inheritdoc/>
    public override string Description => Inner.Description;

    /// <inheritdoc/>
    public override long MemoryBytes => Inner.MemoryBytes;

    /// <summary>Measures from now on.</summary>
    public void Start()
    {
        Synchronize();
        Meter = new KernelMeter(Pool.Statistics.BytesInUse);
        Pool.Meter = Meter;
    }

    /// <summary>Measures no longer.</summary>
    /// <returns>What was measured.</returns>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    public KernelMeter Stop()
    {
        var meter = Meter ?? throw new InvalidOperationException("Stop() was called on a device that does not measure; call Start() first.");
        Synchronize();
        (Meter, Pool.Meter) = (null, null);
        meter.Label(null, Pass.Update);
        return meter;
    }

    /// <inheritdoc/>
    public override void Synchronize() => Inner.Synchronize();

    /// <inheritdoc/>
    public override void Write(Buffer target, ReadOnlySpan<double> values) => Inner.Write(target, values);

    /// <inheritdoc/>
    public override void Write(Buffer target, ReadOnlySpan<float> values) => Inner.Write(target, values);

    /// <inheritdoc/>
    public override void Write(Buffer target, ReadOnlySpan<int> values) => Inner.Write(target, values);

    /// <inheritdoc/>
    public override void Read(Buffer source, Span<double> values) => Inner.Read(source, values);

    /// <inheritdoc/>
    public override void Read(Buffer source, Span<float> values) => Inner.Read(source, values);

    /// <inheritdoc/>
    public override void Read(Buffer source, Span<int> values) => Inner.Read(source, values);
}
