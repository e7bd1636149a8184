namespace Lectures;

/// <summary>The devices for which kernels are written, and what to say where there are none.</summary>
public static class KernelDevices
{
    /// <summary>
    /// The device that was asked for; else the first that there is of CUDA, OpenCL (a processor with PoCL counts) and the simulator, which is everywhere. Says
    /// why none before it.
    /// </summary>
    /// <exception cref="DataException">What was asked for is no device with kernels of its own.</exception>
    /// <exception cref="DeviceException">It is not there, or cannot be used.</exception>
    public static GpuDevice Choose(Lecture lecture) =>
        lecture.DeviceName is { } name ? Named(name) : Cuda(lecture) ?? OpenCl(lecture) ?? Device.Simulator;

    /// <summary>The first GPU of NVIDIA's; null, and a line that says why, where there is none.</summary>
    public static GpuDevice? Cuda(Lecture lecture) => First(lecture, CudaDevice.List(), CudaDevice.WhyNone);

    /// <summary>The first device with OpenCL, a processor too; null, and a line that says why, where there is none.</summary>
    public static GpuDevice? OpenCl(Lecture lecture) => First(lecture, OpenClDevice.List(), OpenClDevice.WhyNone);

    private static GpuDevice? First(Lecture lecture, IReadOnlyList<FoundDevice> devices, string whyNone)
    {
        if (devices.FirstOrDefault(device => device.IsUsable) is { } usable)
        {
            return Named(usable.Name);
        }

        // The advice at the end of such a sentence is for commands that run on the processor too.
        string why = (devices.Count > 0 ? $"{devices[0].Name}: {devices[0].Problem}" : whyNone).Replace(", or choose --device cpu", "", StringComparison.Ordinal);
        lecture.Say($"{why} The lecture goes on without.");
        return null;
    }

    private static GpuDevice Named(string name)
    {
        try
        {
            return Device.Parse(name) as GpuDevice ?? throw new DataException($"--device {name} has no kernels of this kind: choose cuda, opencl or simulator.");
        }
        catch (ArgumentException e)
        {
            throw new DataException($"--device: {e.Message}", e);
        }
    }
}
