using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;

namespace Kernels;

/// <summary>
/// Where tensors live and kernels run. The same model code runs on each device: <see cref="Reference"/> is the
/// specification (naive loops in double), <see cref="Cpu"/> the fast SIMD path in float.
/// </summary>
public abstract class Device
{
    private static readonly Lazy<ReferenceDevice> LazyReference = new(() => new ReferenceDevice());
    private static readonly Lazy<CpuDevice> LazyCpu = new(() => new CpuDevice());
    private static readonly Lazy<SimulatorDevice> LazySimulator = new(SimulatorDevice.Create);
    private static readonly ConcurrentDictionary<int, Lazy<CudaDevice>> CudaDevices = [];
    private static readonly ConcurrentDictionary<int, Lazy<OpenClDevice>> OpenClDevices = [];

    /// <summary>A device with a name, a working type and its memory.</summary>
    private protected Device(string name, DType floatType, MemoryPool pool)
    {
        Name = name;
        FloatType = floatType;
        Pool = pool;
    }

    /// <summary>Naive loops in double precision: the oracle that every other device is compared with.</summary>
    public static ReferenceDevice Reference => LazyReference.Value;

    /// <summary>All cores of this machine, with its widest SIMD instructions, in single precision.</summary>
    public static CpuDevice Cpu => LazyCpu.Value;

    /// <summary>The GPU's programs on this processor, one thread of the system for each of theirs: exact and very slow.</summary>
    public static SimulatorDevice Simulator => LazySimulator.Value;

    /// <summary>The fastest kind of device that this machine has: CUDA, else a GPU with OpenCL, else the processor.</summary>
    public static Device Best => Parse(BestName);

    /// <summary>The name of <see cref="Best"/>, for which no device has to be made.</summary>
    public static string BestName =>
        CudaDevice.List().Concat(OpenClDevice.List()).FirstOrDefault(found => found.IsUsable && found.IsGpu)?.Name ?? "cpu";

    /// <summary>As <see cref="Parse"/> reads it: <c>reference</c>, <c>cpu</c>, <c>cuda:0</c>.</summary>
    public string Name { get; }

    /// <summary>The type of real numbers on this device.</summary>
    public DType FloatType { get; }

    /// <summary>
    /// The type of numbers that were rounded to bf16: <see cref="DType.BF16"/> on GPUs. Elsewhere they stay in the device's own
    /// type, which can hold them all: there bf16 saves no memory, but its roundings are the same.
    /// </summary>
    public virtual DType BFloat16Type => FloatType;

    /// <summary>The device's memory.</summary>
    public MemoryPool Pool { get; }

    /// <summary>What the device can compute.</summary>
    public abstract IKernels Kernels { get; }

    /// <summary>One line for people: processor, instruction set, threads.</summary>
    public abstract string Description { get; }

    /// <summary>How much memory tensors can have in all.</summary>
    public virtual long MemoryBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>An NVIDIA GPU.</summary>
    /// <param name="number">Which one, as <c>devices</c> counts them.</param>
    /// <exception cref="DeviceException">It is not there, or cannot be used.</exception>
    public static CudaDevice Cuda(int number = 0) => CudaDevices.GetOrAdd(number, n => new Lazy<CudaDevice>(() => GpuLibraries.Open($"cuda:{n}", () => CudaDevice.Create(n)))).Value;

    /// <summary>A device with OpenCL: a GPU of any make, or a processor with PoCL.</summary>
    /// <param name="number">Which one, as <c>devices</c> counts them: GPUs come first.</param>
    /// <exception cref="DeviceException">It is not there, or cannot be used.</exception>
    public static OpenClDevice OpenCl(int number = 0) => OpenClDevices.GetOrAdd(number, n => new Lazy<OpenClDevice>(() => GpuLibraries.Open($"opencl:{n}", () => OpenClDevice.Create(n)))).Value;

    /// <summary>
    /// The device that a command line names: <c>auto</c> (<see cref="Best"/>), <c>cuda</c>, <c>cuda:1</c>, <c>opencl</c>,
    /// <c>opencl:1</c>, <c>cpu</c>, <c>cpu:scalar</c>, <c>cpu:256</c>, <c>cpu:512</c>, <c>reference</c>, <c>simulator</c>.
    /// </summary>
    /// <exception cref="ArgumentException">No such name.</exception>
    /// <exception cref="DeviceException">The device is not there, or cannot be used.</exception>
    public static Device Parse(string name) => name.ToLowerInvariant().Split(':') switch
    {
        ["auto"] => Best,
        ["cuda"] => Cuda(),
        ["cuda", var number] when Number(number) is { } n => Cuda(n),
        ["opencl"] => OpenCl(),
        ["opencl", var number] when Number(number) is { } n => OpenCl(n),
        ["cpu"] => Cpu,
        ["cpu", "scalar"] => new CpuDevice(simd: SimdWidth.Scalar),
        ["cpu", "256"] => new CpuDevice(simd: SimdWidth.Vector256),
        ["cpu", "512"] => new CpuDevice(simd: SimdWidth.Vector512),
        ["reference"] => Reference,
        ["simulator"] => Simulator,
        _ => throw new ArgumentException($"Unknown device '{name}'. Known: auto, cuda, cuda:N, opencl, opencl:N, cpu, cpu:scalar, cpu:256, cpu:512, reference, simulator."),
    };

    /// <summary>Memory for <paramref name="length"/> elements, its contents undefined. What is asked for as BF16 gets <see cref="BFloat16Type"/>.</summary>
    /// <exception cref="DeviceException">The device has not so much left.</exception>
    public Storage Allocate(DType type, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var stored = type == DType.BF16 ? BFloat16Type : type;
        long bytes = (long)length * stored.Size();
        try
        {
            return new Storage(this, stored, length, Pool.Take(bytes), isBFloat16: type == DType.BF16);
        }
        catch (OutOfMemoryException e)
        {
            var held = Pool.Statistics;
            throw new DeviceException(
                $"{Name} has no memory left: {MiB(bytes)} were asked for, tensors hold {MiB(held.BytesInUse)} of its {MiB(MemoryBytes)}, and the rest is in other programs' hands or in pieces. What was saved is safe; choose a smaller --batch-size, --block-size or model.", e);
        }
    }

    /// <summary>Waits until everything that was asked of the device is done. The processor's kernels are done when they return.</summary>
    public virtual void Synchronize()
    {
    }

    /// <summary>Copies numbers from the program into a buffer of F32 or F64, rounded to its type.</summary>
    public virtual void Write(Buffer target, ReadOnlySpan<double> values)
    {
        if (target.Type == DType.F64)
        {
            values.CopyTo(target.F64);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(values, target.F32);
        }

        GC.KeepAlive(target.Storage);
    }

    /// <inheritdoc cref="Write(Buffer, ReadOnlySpan{double})"/>
    public virtual void Write(Buffer target, ReadOnlySpan<float> values)
    {
        if (target.Type == DType.F32)
        {
            values.CopyTo(target.F32);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(values, target.F64);
        }

        GC.KeepAlive(target.Storage);
    }

    /// <summary>Copies whole numbers from the program into an I32 buffer.</summary>
    public virtual void Write(Buffer target, ReadOnlySpan<int> values)
    {
        values.CopyTo(target.I32);
        GC.KeepAlive(target.Storage);
    }

    /// <summary>Copies a buffer's numbers to the program.</summary>
    public virtual void Read(Buffer source, Span<double> values)
    {
        switch (source.Type)
        {
            case DType.F64:
                source.F64.CopyTo(values);
                break;
            case DType.F32:
                TensorPrimitives.ConvertTruncating(source.F32, values);
                break;
            default:
                TensorPrimitives.ConvertTruncating(source.I32, values);
                break;
        }

        GC.KeepAlive(source.Storage);
    }

    /// <inheritdoc cref="Read(Buffer, Span{double})"/>
    public virtual void Read(Buffer source, Span<float> values)
    {
        switch (source.Type)
        {
            case DType.F32:
                source.F32.CopyTo(values);
                break;
            case DType.F64:
                TensorPrimitives.ConvertTruncating(source.F64, values);
                break;
            default:
                TensorPrimitives.ConvertTruncating(source.I32, values);
                break;
        }

        GC.KeepAlive(source.Storage);
    }

    /// <summary>Copies an I32 buffer's numbers to the program.</summary>
    public virtual void Read(Buffer source, Span<int> values)
    {
        source.I32.CopyTo(values);
        GC.KeepAlive(source.Storage);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string MiB(long bytes) => FormattableString.Invariant($"{bytes / (double)(1 << 20):N1} MiB");
}
