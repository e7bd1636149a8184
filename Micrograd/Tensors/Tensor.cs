namespace Micrograd;

/// <summary>
/// An n-dimensional array of numbers on a device that remembers how it was computed, so that <see cref="Backward()"/>
/// can compute gradients. Views share memory; see <see cref="Reshape"/>, <see cref="Transpose"/> and the indexers.
/// </summary>
public sealed partial class Tensor
{
    private readonly Storage storage;
    private readonly int offset;
    internal readonly int[] shape;
    private readonly int[]? strides; // null: contiguous
    private bool freed;

    private Tensor(Storage storage, int offset, int[] shape, int[]? strides)
    {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        TensorScope.Register(this);
    }

    /// <summary>Sizes of the axes.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>Number of axes.</summary>
    public int Rank => shape.Length;

    /// <summary>Number of elements.</summary>
    public int Count => Shapes.Count(shape);

    /// <summary>The element type in memory.</summary>
    public DType DType => storage.Type;

    /// <summary>
    /// Whether the numbers are bf16, as results in <see cref="MixedPrecision"/> are. On GPUs <see cref="DType"/> is BF16 then; elsewhere they lie in
    /// memory as the device's own numbers, each rounded to the nearest bf16.
    /// </summary>
    public bool IsBFloat16 => storage.IsBFloat16;

    /// <summary>Where the elements lie.</summary>
    public Device Device => storage.Device;

    /// <summary>A name for people and checkpoints; empty for most tensors.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// Whether gradients flow to this tensor: set on the leaves that are learned; results of operations on such tensors
    /// have it by themselves.
    /// </summary>
    public bool RequiresGrad { get; set; }

    /// <summary>
    /// The same numbers without a history. Assigning overwrites the numbers in place:
    /// <c>p.Data -= 0.1 * p.Grad</c> is a step of gradient descent that the tape does not see.
    /// </summary>
    public Tensor Data
    {
        get => Detach();
        set
        {
            value.CopyInto(this);
        }
    }

    /// <summary>Whether the elements lie one after another in row-major order.</summary>
    public bool IsContiguous => strides is null;

    /// <summary>Whether the memory was given back, by <see cref="Backward()"/>, a scope or <see cref="Free"/>.</summary>
    public bool IsFreed => freed;

    /// <summary>How often its memory was assigned to, through any tensor that shares it; what kernels write does not count.</summary>
    internal int Writes => storage.Writes;

    /// <summary>The elements for a kernel; only of a contiguous tensor.</summary>
    public Buffer Buffer => strides is null
        ? new Buffer(Alive, offset, Count)
        : throw new InvalidOperationException("A kernel needs a contiguous tensor; call Contiguous() first.");

    internal IKernels Kernels => storage.Device.Kernels;

    /// <summary>What to ask the device for to get a tensor of this one's type.</summary>
    private DType TypeToAskFor => IsBFloat16 ? DType.BF16 : DType;

    private Storage Alive => freed
        ? throw new ObjectDisposedException(nameof(Tensor), "This tensor's memory was freed: Backward() frees intermediate results as it goes, and a scope frees what was made inside it. Call RetainGrad() on it before Backward(), or Keep() it in the scope.")
        : storage;

    /// <summary>Elements from one index to the next, for each axis.</summary>
    private int[] Strides => strides ?? Shapes.Strides(shape);

    /// <summary>This view as a walk over its whole storage.</summary>
    private StridedView Walk => new(offset, shape, Strides);

    private Buffer WholeStorage => new(Alive, 0, storage.Length);

    /// <summary>The same numbers without a history: changes to one are seen in the other, gradients do not flow.</summary>
    public Tensor Detach() => Alias(offset, shape, strides);

    /// <summary>
    /// Gives this tensor's memory back to the device at once. Never needed: <see cref="Backward()"/>, scopes and the
    /// garbage collector do it too.
    /// </summary>
    public void Free()
    {
        if (!freed)
        {
            freed = true;
            storage.Release();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => TensorText.Format(this);

    /// <summary>A new contiguous tensor with undefined contents.</summary>
    internal static Tensor Empty(Device device, DType type, int[] shape) =>
        TensorArena.Current is { } arena ? arena.Take(device, type, shape) : New(device, type, shape);

    /// <inheritdoc cref="Empty(Device, DType, int[])"/>
    internal static Tensor Empty(Device device, DType type, ReadOnlySpan<int> shape) =>
        TensorArena.Current is { } arena ? arena.Take(device, type, shape) : New(device, type, shape.ToArray());

    /// <summary>A new contiguous tensor of shape (<paramref name="leading"/>..., <paramref name="last"/>) with undefined contents.</summary>
    internal static Tensor Empty(Device device, DType type, ReadOnlySpan<int> leading, int last)
    {
        Span<int> newShape = stackalloc int[leading.Length + 1];
        leading.CopyTo(newShape);
        newShape[^1] = last;
        return Empty(device, type, newShape);
    }

    /// <summary>A new contiguous tensor, whatever arena there is.</summary>
    internal static Tensor New(Device device, DType type, int[] shape) => new(device.Allocate(type, Shapes.Count(shape)), 0, shape, null);

    /// <summary>A new float tensor of that shape on this tensor's device.</summary>
    internal Tensor NewLike(int[] newShape) => Empty(Device, Device.FloatType, newShape);

    /// <inheritdoc cref="NewLike(int[])"/>
    internal Tensor NewLike(ReadOnlySpan<int> newShape) => Empty(Device, Device.FloatType, newShape);

    /// <summary>A new float tensor of shape (<paramref name="leading"/>..., <paramref name="last"/>) on this tensor's device.</summary>
    internal Tensor NewLike(ReadOnlySpan<int> leading, int last) => Empty(Device, Device.FloatType, leading, last);

    /// <summary>A new tensor of that shape, of this tensor's type and on its device.</summary>
    internal Tensor NewOfSameType(int[] newShape) => Empty(Device, TypeToAskFor, newShape);

    /// <summary>Another tensor over the same memory.</summary>
    private Tensor Alias(int newOffset, int[] newShape, int[]? newStrides)
    {
        Alive.AddReference();
        return new Tensor(storage, newOffset, newShape, newStrides);
    }

    private void RequireSameShape(string operation, Tensor other)
    {
        if (!shape.AsSpan().SequenceEqual(other.shape))
        {
            throw new ShapeException($"{operation}: shapes {Shapes.Format(shape)} and {Shapes.Format(other.shape)} differ.");
        }
    }

    /// <summary>Overwrites the target's elements with this tensor's.</summary>
    private void CopyInto(Tensor target)
    {
        RequireSameDevice("copy", target);
        target.RequireSameShape("copy", this);
        target.storage.Writes++;

        // Two views of one memory may overlap, which a kernel's output and input must not: x[1..] = x[..^1].
        var source = ReferenceEquals(storage, target.storage) ? Clone() : InTypeOf(target).Contiguous();
        if (target.strides is null)
        {
            Kernels.Copy(source.Buffer, target.Buffer);
        }
        else
        {
            Kernels.Scatter(source.Buffer, target.WholeStorage, target.Walk);
        }

        GC.KeepAlive(source);
        GC.KeepAlive(target);
    }

    private void RequireSameDevice(string operation, Tensor other)
    {
        if (!ReferenceEquals(Device, other.Device))
        {
            throw new ArgumentException($"{operation}: one tensor is on {Device}, the other on {other.Device}. Move one with To(device).");
        }

        if ((DType == DType.I32) != (other.DType == DType.I32))
        {
            throw new ArgumentException($"{operation}: one tensor holds {DType}, the other {other.DType}.");
        }
    }
}
