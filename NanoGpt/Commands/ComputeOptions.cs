namespace NanoGpt;

/// <summary>Makes the device that a command line names the default.</summary>
internal static class ComputeOptions
{
    /// <summary>More than any machine has cores; a system that runs out of threads ends the process without a word.</summary>
    private const int MaxThreads = 1024;

    /// <summary>Finds the device, sets its threads and makes it the one where tensors are made.</summary>
    /// <param name="name">As <see cref="Device.Parse"/> reads it.</param>
    /// <param name="threads">Threads; 0: one for each core.</param>
    /// <exception cref="UsageException">There is no such device, or it cannot have so many threads.</exception>
    public static Device Select(string name, int threads)
    {
        if (threads > MaxThreads)
        {
            throw new UsageException($"--threads is {threads}; it must be at most {MaxThreads}. Use 0 for one thread on each of the {Environment.ProcessorCount} cores.");
        }

        Device device;
        try
        {
            device = Device.Parse(name);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }

        if (device is CpuDevice cpu)
        {
            cpu.Threads = threads > 0 ? threads : Environment.ProcessorCount;
        }
        else if (threads > 1)
        {
            throw new UsageException($"The device {device} has one thread; leave --threads off, or use --device cpu.");
        }

        return Tensor.DefaultDevice = device;
    }
}
