namespace Micrograd;

public sealed partial class Tensor
{
    private static readonly AsyncLocal<Device?> ChosenDevice = new();

    /// <summary>
    /// Where tensors are made when no device is named: the CPU, unless set. A choice holds for the code that made it and what that
    /// starts; two trainings side by side do not take each other's device.
    /// </summary>
    public static Device DefaultDevice
    {
        get => ChosenDevice.Value ?? Device.Cpu;
        set => ChosenDevice.Value = value;
    }

    /// <summary>What random tensors and layers draw from when no generator is named; seeded by <see cref="ManualSeed"/>.</summary>
    public static TorchGenerator Generator { get; private set; } = new(0);

    /// <summary>Starts the common generator anew, as <c>torch.manual_seed</c> does.</summary>
    public static TorchGenerator ManualSeed(ulong seed) => Generator = new TorchGenerator(seed);

    /// <summary>All elements 0.</summary>
    public static Tensor Zeros(ReadOnlySpan<int> shape, Device? device = null) => Full(shape, 0, device);

    /// <summary>All elements 1.</summary>
    public static Tensor Ones(ReadOnlySpan<int> shape, Device? device = null) => Full(shape, 1, device);

    /// <summary>All elements <paramref name="value"/>.</summary>
    public static Tensor Full(ReadOnlySpan<int> shape, double value, Device? device = null)
    {
        device ??= DefaultDevice;
        var tensor = Empty(device, device.FloatType, shape);
        device.Kernels.Fill(tensor.Buffer, value);
        return tensor;
    }

    /// <summary>A single number, of shape ().</summary>
    public static Tensor Scalar(double value, Device? device = null) => Full([], value, device);

    /// <summary>Integers 0, 1, ... n - 1, of type I32.</summary>
    public static Tensor Arange(int n, Device? device = null) => From(Enumerable.Range(0, n).ToArray(), [n], device);

    /// <summary>The numbers given, row by row.</summary>
    /// <exception cref="ShapeException">Their number is not that of the shape.</exception>
    public static Tensor From(ReadOnlySpan<double> values, ReadOnlySpan<int> shape, Device? device = null)
    {
        var tensor = EmptyFor(values.Length, shape, device);
        tensor.Device.Write(tensor.Buffer, values);
        return tensor;
    }

    /// <inheritdoc cref="From(ReadOnlySpan{double}, ReadOnlySpan{int}, Device?)"/>
    public static Tensor From(ReadOnlySpan<float> values, ReadOnlySpan<int> shape, Device? device = null)
    {
        var tensor = EmptyFor(values.Length, shape, device);
        tensor.Device.Write(tensor.Buffer, values);
        return tensor;
    }

    /// <summary>Integers, of type I32: token ids, labels, indices.</summary>
    public static Tensor From(ReadOnlySpan<int> values, ReadOnlySpan<int> shape, Device? device = null)
    {
        var tensor = EmptyFor(values.Length, shape, device, DType.I32);
        tensor.Device.Write(tensor.Buffer, values);
        return tensor;
    }

    /// <summary>One axis of numbers: <c>Tensor.From([1.0, 2.0])</c>.</summary>
    public static Tensor From(params double[] values) => From(values.AsSpan(), [values.Length]);

    /// <summary>Standard normal numbers. Every device gets the same ones, rounded to float.</summary>
    public static Tensor Randn(ReadOnlySpan<int> shape, TorchGenerator? generator = null, Device? device = null) =>
        Normal(shape, 0, 1, generator, device);

    /// <summary>Normal numbers.</summary>
    public static Tensor Normal(ReadOnlySpan<int> shape, double mean, double std, TorchGenerator? generator = null, Device? device = null)
    {
        var values = new float[Shapes.Count(shape)];
        (generator ?? Generator).Normal(values, mean, std);
        return From(values, shape, device);
    }

    /// <summary>Numbers uniform in [0, 1).</summary>
    public static Tensor Rand(ReadOnlySpan<int> shape, TorchGenerator? generator = null, Device? device = null) =>
        Uniform(shape, 0, 1, generator, device);

    /// <summary>Numbers uniform in [low, high).</summary>
    public static Tensor Uniform(ReadOnlySpan<int> shape, double low, double high, TorchGenerator? generator = null, Device? device = null)
    {
        var values = new float[Shapes.Count(shape)];
        (generator ?? Generator).Uniform(values, low, high);
        return From(values, shape, device);
    }

    /// <summary>Integers uniform in [low, high), of type I32.</summary>
    public static Tensor RandInt(int low, int high, ReadOnlySpan<int> shape, TorchGenerator? generator = null, Device? device = null)
    {
        var values = new int[Shapes.Count(shape)];
        (generator ?? Generator).RandInt(low, high, values);
        return From(values, shape, device);
    }

    /// <summary>The same numbers on another device, as a leaf.</summary>
    public Tensor To(Device device)
    {
        if (DType == DType.I32)
        {
            return From(ToInts(), shape, device);
        }

        var copy = From(ToDoubles(), shape, device).InTypeOf(this);
        copy.RequiresGrad = RequiresGrad;
        copy.Name = Name;
        return copy;
    }

    /// <summary>Marks this leaf as one to learn: gradients flow to it, and no scope frees it.</summary>
    /// <returns>This tensor.</returns>
    public Tensor AsParameter(string name = "")
    {
        RequiresGrad = true;
        Outlives = true;
        Name = name;
        return this;
    }

    /// <summary>The one number that this tensor holds.</summary>
    /// <exception cref="InvalidOperationException">It holds more or fewer.</exception>
    public double Item()
    {
        if (Count != 1)
        {
            throw new InvalidOperationException($"Item() reads a single number; this tensor has the shape {Shapes.Format(shape)}.");
        }

        Span<double> value = stackalloc double[1];
        Device.Read(new Buffer(Alive, offset, 1), value);
        return value[0];
    }

    /// <summary>A copy of the elements, row by row.</summary>
    public double[] ToDoubles()
    {
        var values = new double[Count];
        CopyTo(values);
        return values;
    }

    /// <summary>Copies the elements, row by row, into memory of the program.</summary>
    public void CopyTo(Span<double> values)
    {
        BeginAssigning(values.Length);
        Device.Read(Contiguous().Buffer, values);
    }

    /// <inheritdoc cref="CopyTo(Span{double})"/>
    public void CopyTo(Span<float> values)
    {
        BeginAssigning(values.Length);
        Device.Read(Contiguous().Buffer, values);
    }

    /// <inheritdoc cref="ToDoubles"/>
    public float[] ToFloats()
    {
        var values = new float[Count];
        CopyTo(values);
        return values;
    }

    /// <summary>A copy of the elements of an I32 tensor, row by row.</summary>
    public int[] ToInts()
    {
        var values = new int[Count];
        Device.Read(Contiguous().Buffer, values);
        return values;
    }

    /// <summary>Overwrites the elements in place, without a history: the next batch in the tensor of the last one.</summary>
    public void Assign(ReadOnlySpan<int> values)
    {
        BeginAssigning(values.Length);
        Device.Write(Buffer, values);
    }

    /// <inheritdoc cref="Assign(ReadOnlySpan{int})"/>
    public void Assign(ReadOnlySpan<float> values)
    {
        BeginAssigning(values.Length);
        Device.Write(Buffer, values);
    }

    /// <summary>Overwrites the elements in place by those of a tensor of as many on the same device, without a history. A GPU is not waited for.</summary>
    public void Assign(Tensor values)
    {
        RequireSameDevice("Assign", values);
        BeginAssigning(values.Count);
        Kernels.Copy(values.InTypeOf(this).Contiguous().Buffer, Buffer);
    }

    private void BeginAssigning(int count)
    {
        if (count != Count)
        {
            throw new ShapeException($"{count} values for a tensor of shape {Shapes.Format(shape)}, which has {Count}.");
        }

        storage.Writes++;
    }

    private static Tensor EmptyFor(int count, ReadOnlySpan<int> shape, Device? device, DType? type = null)
    {
        device ??= DefaultDevice;
        return Shapes.Count(shape) == count
            ? Empty(device, type ?? device.FloatType, shape)
            : throw new ShapeException($"From: {count} values do not fill a tensor of shape {Shapes.Format(shape)}.");
    }
}
