using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Kernels;

/// <summary>
/// A device that ILGPU drives. Kernels and copies are queued on one stream and run in that order; the program waits only
/// where it reads numbers. Memory that is freed goes back to the pool at once: whoever gets it next comes later in the queue.
/// Several threads may use it; they take turns.
/// </summary>
public abstract class GpuDevice : Device, IDisposable
{
    private readonly Lock gate = new();
    private readonly Context context;
    private readonly AcceleratorStream stream;
    private readonly KernelLoader loader;
    private readonly Staging staging;
    private readonly FaultRecord faults;
    private bool isLost;
    private bool isDisposed;

    private protected GpuDevice(string name, Context context, Accelerator accelerator, Func<string, string> patch)
        : base(name, DType.F32, new MemoryPool(bytes => Take(name, accelerator, bytes), accelerator.MemorySize))
    {
        Pool.BeforeTrim = Settle;
        this.context = context;
        Accelerator = accelerator;
        stream = accelerator.CreateStream();
        loader = new KernelLoader(accelerator, name, patch);
        staging = new Staging(accelerator, Synchronize);
        faults = new FaultRecord(this);
        Kernels = this is SimulatorDevice ? new GpuKernels<Group32>(this) : new GpuKernels<Group256>(this);
    }

    /// <inheritdoc/>
    public override IKernels Kernels { get; }

    /// <inheritdoc/>
    public override long MemoryBytes => Accelerator.MemorySize;

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant(
        $"{Accelerator.Name.Trim()}, float, {Accelerator.MemorySize / (double)(1 << 30):0.0} GiB, {Accelerator.NumMultiprocessors} compute units");

    /// <summary>Kernels compiled so far; constant in a warmed-up training loop.</summary>
    public int CompiledKernels => loader.Compiled;

    /// <summary>The folder where the text of every kernel that is compiled from now on is written, PTX or OpenCL C; null: nowhere.</summary>
    public string? DumpFolder
    {
        get => loader.DumpFolder;
        set => loader.DumpFolder = value;
    }

    /// <inheritdoc/>
    public override DType BFloat16Type => DType.BF16;

    /// <summary>What this device offers to kernels beyond the common ground.</summary>
    public virtual KernelNeeds Offers => KernelNeeds.Nothing;

    /// <summary>Bytes of shared memory that a kernel may ask for when it is launched; 0: none may.</summary>
    internal virtual int MostSharedBytes => 0;

    /// <summary>Whether kernels may count from the beginning of one piece of memory to another: OpenCL's buffers have no addresses, and the simulator checks every index.</summary>
    internal virtual bool HasOneAddressSpace => false;

    /// <summary>The ladders of kernel versions, each of which can be run by its number.</summary>
    public IReadOnlyList<Ladder> Ladders => field ??= Ladder.Of(Kernels);

    /// <summary>While there is a list, kernels are written down there instead of run: it tells what a call would launch.</summary>
    internal ICollection<Type>? Rehearsal { get; set; }

    internal Accelerator Accelerator { get; }

    /// <summary>How many threads one launch can have.</summary>
    private protected virtual long MostThreads => long.MaxValue;

    /// <summary>The queue of all work.</summary>
    internal AcceleratorStream Stream => stream;

    /// <summary>Where kernels that follow indices report a wrong one.</summary>
    internal FaultRecord Faults => faults;

    /// <summary>Queues a kernel.</summary>
    /// <param name="kernel">The kernel with its arguments.</param>
    /// <param name="groups">How many groups of <c>TKernel.GroupSize</c> threads; nothing happens for none.</param>
    /// <exception cref="DeviceException">The kernel cannot be compiled, or the device failed.</exception>
    public void Launch<TKernel>(TKernel kernel, int groups)
        where TKernel : struct, IGpuKernel
    {
        if (groups == 0)
        {
            return;
        }

        if ((long)groups * TKernel.GroupSize > MostThreads)
        {
            throw new DeviceException(
                $"{Name} starts at most {MostThreads} threads at once, and {KernelText.NameOf(typeof(TKernel))} needs {groups} groups of {TKernel.GroupSize}: choose a smaller --batch-size or another device.");
        }

        if (Rehearsal is { } types)
        {
            types.Add(typeof(TKernel));
            return;
        }

        var launch = loader.Load<TKernel>();
        lock (gate)
        {
            try
            {
                launch(stream, TKernel.DynamicSharedBytes == 0
                    ? new KernelConfig(groups, TKernel.GroupSize)
                    : new KernelConfig(groups, TKernel.GroupSize, SharedMemoryConfig.RequestDynamic<byte>(TKernel.DynamicSharedBytes)), kernel);
                OnLaunched();
            }
            catch (AcceleratorException e)
            {
                throw Lost(e);
            }
        }
    }

    /// <summary>Waits until everything that was queued is done.</summary>
    /// <exception cref="DeviceException">The device failed, or a kernel met a wrong index.</exception>
    public override void Synchronize()
    {
        lock (gate)
        {
            bool checks = faults.QueueRead();
            try
            {
                stream.Synchronize();
            }
            catch (AcceleratorException e)
            {
                throw Lost(e);
            }

            staging.Free();
            if (checks)
            {
                faults.ThrowIfAny();
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(Buffer target, ReadOnlySpan<double> values)
    {
        ThrowIfTooMany(values.Length, target);
        if (target.Type == DType.BF16)
        {
            float[] floats = new float[values.Length];
            TensorPrimitives.ConvertTruncating(values, floats.AsSpan());
            Write(target, floats);
            return;
        }

        const int Chunk = Staging.Bytes / sizeof(float);
        for (int at = 0; at < values.Length; at += Chunk)
        {
            var part = values.Slice(at, Math.Min(Chunk, values.Length - at));
            lock (gate)
            {
                var room = staging.Take<float>(part.Length);
                TensorPrimitives.ConvertTruncating(part, room);
                Queue(target.Floats(), at, room, toDevice: true);
            }
        }

        GC.KeepAlive(target.Storage);
    }

    /// <inheritdoc/>
    public override void Write(Buffer target, ReadOnlySpan<float> values)
    {
        if (target.Type == DType.BF16)
        {
            Write<ushort>(target, target.BFloat16s(), Array.ConvertAll(values.ToArray(), value => (ushort)BFloat16Word.Pack(value, 0)));
        }
        else
        {
            Write(target, target.Floats(), values);
        }
    }

    /// <inheritdoc/>
    public override void Write(Buffer target, ReadOnlySpan<int> values) => Write(target, target.Ints(), values);

    /// <inheritdoc/>
    public override void Read(Buffer source, Span<double> values) => ReadAnyType(source, values);

    /// <inheritdoc/>
    public override void Read(Buffer source, Span<float> values) => ReadAnyType(source, values);

    /// <inheritdoc/>
    public override void Read(Buffer source, Span<int> values) => Read(source, source.Ints(), values);

    /// <summary>Waits for what was queued, then gives the memory and the device back.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        lock (gate)
        {
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
            Pool.Trim();
            foreach (var part in (IDisposable[])[faults, staging, stream, Accelerator, context])
            {
                try
                {
                    part.Dispose();
                }
                catch (AcceleratorException)
                {
                    // The driver of a lost device frees nothing, but there is more to dispose of.
                }
            }
        }
    }

    /// <summary>Called after each launch, by one thread at a time.</summary>
    private protected virtual void OnLaunched()
    {
    }

    /// <summary>Queues a copy between the device and page-locked memory.</summary>
    internal void Queue<T>(ArrayView<T> view, int at, Span<T> host, bool toDevice)
        where T : unmanaged
    {
        try
        {
            var part = view.SubView(at, host.Length);
            ref T first = ref MemoryMarshal.GetReference(host);
            if (toDevice)
            {
                part.CopyFromCPUUnsafeAsync(stream, ref first, host.Length);
            }
            else
            {
                part.CopyToCPUUnsafeAsync(stream, ref first, host.Length);
            }
        }
        catch (AcceleratorException e)
        {
            throw Lost(e);
        }
    }

    /// <summary>What to tell about a device that refuses to go on. It stays lost: the driver would only repeat the message.</summary>
    private DeviceException Lost(AcceleratorException e)
    {
        string again = isLost ? " (again)" : "";
        isLost = true;
        return Failed(Name, Accelerator, e, again);
    }

    private static DeviceException Failed(string name, Accelerator accelerator, AcceleratorException e, string again = "") => new(
        $"The device {name} ({accelerator.Name.Trim()}) failed{again}: {KernelText.OneLine(e)}. What was saved is safe; start again, with --resume to go on from the last checkpoint.", e);

    private static GpuBlock Take(string name, Accelerator accelerator, long bytes)
    {
        try
        {
            return new GpuBlock(bytes, accelerator.AllocateRaw(bytes, 1));
        }
        catch (AcceleratorException e)
        {
            throw IsOutOfMemory(e) ? new OutOfMemoryException(KernelText.OneLine(e), e) : Failed(name, accelerator, e);
        }
    }

    private static bool IsOutOfMemory(AcceleratorException e) => e switch
    {
        CudaException cuda => cuda.Error == nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY),
        CLException opencl => opencl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES
            or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_INVALID_BUFFER_SIZE,
        _ => false,
    };

    /// <summary>Waits for what was queued, so that memory can be freed. A lost device has nothing to wait for.</summary>
    private void Settle()
    {
        lock (gate)
        {
            try
            {
                stream.Synchronize();
            }
            catch (AcceleratorException)
            {
                // Whoever uses the device next is told.
            }
        }
    }

    private static void ThrowIfTooMany(int count, Buffer buffer)
    {
        if (count > buffer.Length)
        {
            throw new ArgumentException($"{count} numbers are to be copied, but the tensor, on {buffer.Storage.Device}, holds {buffer.Length}.");
        }
    }

    private void Write<T>(Buffer buffer, ArrayView<T> target, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ThrowIfTooMany(values.Length, buffer);
        const int Chunk = Staging.Bytes / sizeof(float);
        for (int at = 0; at < values.Length; at += Chunk)
        {
            var part = values.Slice(at, Math.Min(Chunk, values.Length - at));
            lock (gate)
            {
                var room = staging.Take<T>(part.Length);
                part.CopyTo(room);
                Queue(target, at, room, toDevice: true);
            }
        }

        GC.KeepAlive(buffer.Storage);
    }

    private void ReadAnyType<T>(Buffer source, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        if (source.Type == DType.I32)
        {
            Read(source, source.Ints(), values);
        }
        else if (source.Type == DType.BF16)
        {
            ushort[] bits = new ushort[values.Length];
            Read<ushort, ushort>(source, source.BFloat16s(), bits);
            for (int i = 0; i < bits.Length; i++)
            {
                values[i] = T.CreateTruncating(BFloat16.ToSingle(bits[i]));
            }
        }
        else
        {
            Read(source, source.Floats(), values);
        }
    }

    private void Read<TFrom, TTo>(Buffer buffer, ArrayView<TFrom> source, Span<TTo> values)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        ThrowIfTooMany(values.Length, buffer);
        const int Chunk = Staging.Bytes / sizeof(float);
        for (int at = 0; at < values.Length; at += Chunk)
        {
            var part = values.Slice(at, Math.Min(Chunk, values.Length - at));
            lock (gate)
            {
                var room = staging.Take<TFrom>(part.Length);
                Queue(source, at, room, toDevice: false);
                Synchronize();
                TensorPrimitives.ConvertTruncating<TFrom, TTo>(room, part);
            }
        }

        GC.KeepAlive(buffer.Storage);
    }
}
