namespace Lectures;

/// <summary>The devices for which kernels are written, and what to do where there are none.</summary>
public static class KernelDevices
{
    /// <summary>
    /// The device that was asked for; else the first that there is of CUDA, OpenCL (a processor with PoCL counts) and the simulator, which is everywhere. Says
    /// which, and why none before it.
    /// </summary>
    /// <exception cref="DataException">What was asked for is no device with kernels of its own, or is not there.</exception>
    public static GpuDevice Choose(Lecture lecture)
    {
        if (lecture.DeviceName is { } name)
        {
            return Named(name);
        }

        foreach (var (devices, why) in new[] { (CudaDevice.List(), CudaDevice.WhyNone), (OpenClDevice.List(), OpenClDevice.WhyNone) })
        {
            if (devices.FirstOrDefault(found => found.IsUsable) is { } found)
            {
                return Named(found.Name);
            }

            lecture.Say($"{devices.FirstOrDefault()?.Problem ?? why}");
        }

        return Device.Simulator;
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
