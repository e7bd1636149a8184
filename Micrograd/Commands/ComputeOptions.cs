using System.CommandLine;

namespace Micrograd;

/// <summary>Makes the device that a command line names the default.</summary>
public static class ComputeOptions
{
    /// <summary>What --device takes.</summary>
    public const string DeviceDescription =
        "Where to compute: auto (cuda, else a GPU with opencl, else cpu), cuda, cuda:N, opencl, opencl:N, cpu, cpu:scalar, cpu:256, cpu:512, reference or simulator; the command devices lists what there is.";

    /// <summary>More than any machine has cores; a system that runs out of threads ends the process without a word.</summary>
    private const int MaxThreads = 1024;

    /// <summary>Finds the device, sets its threads and makes it the one where tensors are made.</summary>
    /// <param name="name">As <see cref="Device.Parse"/> reads it.</param>
    /// <param name="threads">Threads; 0: one for each core.</param>
    /// <param name="dumpFolder">Where to write the text of the kernels; null: nowhere.</param>
    /// <exception cref="UsageException">There is no such device, or it cannot have so many threads, or no kernels to write.</exception>
    /// <exception cref="DeviceException">The device is not there, or cannot be used.</exception>
    public static Device Select(string name, int threads, string? dumpFolder)
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
            string why = device is GpuDevice ? "divides the work by itself" : "has one thread";
            throw new UsageException($"The device {device} {why}; leave --threads off, or use --device cpu.");
        }

        if (dumpFolder is not null)
        {
            Dump(device, dumpFolder);
        }

        return Tensor.DefaultDevice = device;
    }

    /// <summary>The option that names the folder for kernels' text.</summary>
    public static Option<string?> DumpKernels() => new("--dump-kernels")
    {
        Description = "A folder for the text of every kernel that a GPU's driver gets: PTX on cuda, OpenCL C on opencl.",
    };

    private static void Dump(Device device, string folder)
    {
        if (folder == "")
        {
            throw new UsageException("--dump-kernels is empty; name a folder, or leave it off.");
        }

        if (device is not GpuDevice gpu || device is SimulatorDevice)
        {
            throw new UsageException($"The device {device} compiles no kernels; leave --dump-kernels off, or use --device cuda or opencl.");
        }

        gpu.DumpFolder = Directory.CreateDirectory(folder).FullName;
    }
}
