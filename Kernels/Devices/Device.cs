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

    /// <summary>As <see cref="Parse"/> reads it: <c>reference</c>, <c>cpu</c>.</summary>
    public string Name { get; }

    /// <summary>The type of real numbers on this device.</summary>
    public DType FloatType { get; }

    /// <summary>The device's memory.</summary>
    public MemoryPool Pool { get; }

    /// <summary>What the device can compute.</summary>
    public abstract IKernels Kernels { get; }

    /// <summary>One line for people: processor, instruction set, threads.</summary>
    public abstract string Description { get; }

    /// <summary>The device that a command line names: <c>cpu</c>, <c>cpu:scalar</c>, <c>cpu:256</c>, <c>cpu:512</c>, <c>reference</c>.</summary>
    /// <exception cref="ArgumentException">No such device.</exception>
    public static Device Parse(string name) => name.ToLowerInvariant() switch
    {
        "auto" or "cpu" => Cpu,
        "cpu:scalar" => new CpuDevice(simd: SimdWidth.Scalar),
        "cpu:256" => new CpuDevice(simd: SimdWidth.Vector256),
        "cpu:512" => new CpuDevice(simd: SimdWidth.Vector512),
        "reference" => Reference,
        _ => throw new ArgumentException($"Unknown device '{name}'. Known: auto, cpu, cpu:scalar, cpu:256, cpu:512, reference."),
    };

    /// <summary>Memory for <paramref name="length"/> elements, its contents undefined.</summary>
    public Storage Allocate(DType type, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new Storage(this, type, length, Pool.Take((long)length * type.Size()));
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
}
