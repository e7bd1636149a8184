using System.Reflection;
using ILGPU;
using ILGPU.Runtime.OpenCL;

namespace Kernels;

/// <summary>A device with OpenCL: GPUs of AMD, Intel, NVIDIA and others, and processors with PoCL.</summary>
public sealed class OpenClDevice : GpuDevice
{
    /// <summary>What the largest kernels need.</summary>
    private const int SharedBytes = 32 << 10;

    private const int LaunchesPerFlush = 32;

    private int launches;

    private OpenClDevice(int number, Context context, CLDevice device, Func<string, string> patch)
        : base($"opencl:{number}", context, device.CreateCLAccelerator(context), patch) => IsGpu = Is(device, CLDeviceType.CL_DEVICE_TYPE_GPU);

    /// <summary>Whether it is a GPU, rather than a processor.</summary>
    public bool IsGpu { get; }

    /// <summary>Why there is no OpenCL device to use, and what to do, where <see cref="List"/> is empty.</summary>
    public static string WhyNone => GpuLibraries.Exist(GpuLibraries.OpenCl)
        ? "OpenCL shows no device: install your GPU's OpenCL driver (clinfo shows what is there), or choose --device cpu."
        : $"There is no OpenCL on this machine: {GpuLibraries.OpenCl[0]} cannot be loaded. Install your GPU's driver (or, on Debian, pocl-opencl-icd to try it on the processor), or choose --device cpu.";

    /// <summary>The OpenCL devices of this machine, GPUs first.</summary>
    public static IReadOnlyList<FoundDevice> List() => GpuLibraries.Ask("opencl", GpuLibraries.OpenCl, () =>
    {
        using var context = GpuLibraries.CreateContext(builder => builder.OpenCL(_ => true));
        return [.. InOrder(context).Select(Describe)];
    });

    /// <summary>OpenCL counts the threads of a launch, and ILGPU does so in 32 bits.</summary>
    private protected override long MostThreads => int.MaxValue;

    internal static OpenClDevice Create(int number)
    {
        if (!GpuLibraries.Exist(GpuLibraries.OpenCl))
        {
            throw new DeviceException(WhyNone);
        }

        var context = GpuLibraries.CreateContext(builder => builder.OpenCL(_ => true));
        var devices = InOrder(context);
        if (number >= devices.Count)
        {
            context.Dispose();
            throw new DeviceException(devices.Count == 0
                ? WhyNone
                : $"There is no opencl:{number}: this machine has {devices.Count} OpenCL device{(devices.Count == 1 ? "" : "s")}, numbered from 0.");
        }

        var device = devices[number];
        if (Problem(device) is { } problem)
        {
            context.Dispose();
            throw new DeviceException($"opencl:{number} ({device.Name.Trim()}) cannot run the kernels: {problem}");
        }

        Func<string, string> patch = device.Capabilities.GenericAddressSpace ? KernelText.PatchOpenCl : KernelText.PatchOpenClWithoutGenericAddresses;
        PretendGenericAddresses(device);
        return new OpenClDevice(number, context, device, patch);
    }

    private static List<CLDevice> InOrder(Context context)
    {
        var devices = new List<CLDevice>();
        foreach (var device in context.GetCLDevices())
        {
            devices.Add(device);
        }

        return [.. devices.OrderBy(device => Is(device, CLDeviceType.CL_DEVICE_TYPE_GPU) ? 0 : 1)];
    }

    private static bool Is(CLDevice device, CLDeviceType type) => (device.DeviceType & type) != 0;

    private static FoundDevice Describe(CLDevice device, int number) => new(
        $"opencl:{number}",
        number,
        device.Name.Trim(),
        Is(device, CLDeviceType.CL_DEVICE_TYPE_GPU),
        device.MemorySize,
        device.NumMultiprocessors,
        $"{device.CLStdVersion}, groups of {device.MaxNumThreadsPerGroup} threads, {device.MaxSharedMemoryPerGroup >> 10} KiB shared",
        Problem(device));

    /// <summary>Why the kernels cannot run there, and what to do; null: they can.</summary>
    private static string? Problem(CLDevice device)
    {
        if (device.CLStdVersion < ILGPU.Backends.OpenCL.CLCVersion.CL20)
        {
            return $"it has OpenCL C {device.CLStdVersion}, and 2.0 is needed: install a newer driver, or choose another device.";
        }

        if (device.MaxNumThreadsPerGroup < Group256.Size)
        {
            return $"its groups have at most {device.MaxNumThreadsPerGroup} threads, and {Group256.Size} are needed: choose another device.";
        }

        if (device.MaxSharedMemoryPerGroup < SharedBytes)
        {
            return $"its groups share at most {device.MaxSharedMemoryPerGroup >> 10} KiB of memory, and {SharedBytes >> 10} are needed: choose another device.";
        }

        return device.Capabilities.Float64 ? null : "it has no double precision (cl_khr_fp64), in which kernels get some of their numbers: choose another device.";
    }

    /// <summary>
    /// ILGPU refuses devices without the generic address space, though at O2 none of our kernels needs it: what is left of
    /// it in their text is patched away. ILGPU has no switch for this; its note about the device is overwritten.
    /// </summary>
    private static void PretendGenericAddresses(CLDevice device) =>
        typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), BindingFlags.Public | BindingFlags.Instance)!
            .SetValue(device.Capabilities, true);

    /// <summary>A driver may keep what is queued until somebody waits; a GPU is to start before that.</summary>
    private protected override void OnLaunched()
    {
        if (++launches % LaunchesPerFlush == 0)
        {
            CLException.ThrowIfFailed(CLAPI.CurrentAPI.FlushCommandQueue(((CLStream)Stream).CommandQueue));
        }
    }
}
