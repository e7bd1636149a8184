namespace Tests;

/// <summary>
/// The buffers of one kernel run on one device, from doubles and integers. Each lies at an odd place between guard
/// elements, so that a kernel that writes too far, or counts on alignment, is found.
/// </summary>
/// <param name="device">Where the kernels run.</param>
public sealed class DeviceMemory(Device device) : IDisposable
{
    private const int Guard = 19;
    private const int Mark = 123456;

    private readonly List<Buffer> buffers = [];

    /// <summary>The kernels of the device.</summary>
    public IKernels Kernels => device.Kernels;

    /// <summary>A buffer of real numbers.</summary>
    public Buffer Real(double[] values)
    {
        var buffer = Allocate(device.FloatType, values.Length);
        device.Write(buffer, values);
        return buffer;
    }

    /// <summary>A buffer for results: NaN until a kernel writes it.</summary>
    public Buffer Empty(int length)
    {
        double[] values = new double[length];
        Array.Fill(values, double.NaN);
        return Real(values);
    }

    /// <summary>A buffer of integers.</summary>
    public Buffer Integer(int[] values)
    {
        var buffer = Allocate(DType.I32, values.Length);
        device.Write(buffer, values);
        return buffer;
    }

    /// <summary>The elements of a buffer.</summary>
    public static double[] Read(Buffer buffer)
    {
        double[] values = new double[buffer.Length];
        buffer.Storage.Device.Read(buffer, values);
        return values;
    }

    /// <summary>Checks that nothing was written beside the buffers.</summary>
    public void CheckGuards()
    {
        foreach (var buffer in buffers)
        {
            double[] before = Read(new Buffer(buffer.Storage, 0, Guard));
            double[] after = Read(new Buffer(buffer.Storage, Guard + buffer.Length, Guard));
            Assert.True(before.Concat(after).All(value => value == Mark), "A kernel wrote beside its buffer.");
        }
    }

    /// <summary>Gives the buffers back to the device.</summary>
    public void Dispose()
    {
        foreach (var buffer in buffers)
        {
            buffer.Storage.Release();
        }
    }

    private Buffer Allocate(DType type, int length)
    {
        var whole = new Buffer(device.Allocate(type, length + (2 * Guard)), 0, length + (2 * Guard));
        int[] marks = new int[whole.Length];
        Array.Fill(marks, Mark);
        if (type == DType.I32)
        {
            device.Write(whole, marks);
        }
        else
        {
            device.Write(whole, Array.ConvertAll(marks, mark => (double)mark));
        }

        var buffer = whole with { Offset = Guard, Length = length };
        buffers.Add(buffer);
        return buffer;
    }
}
