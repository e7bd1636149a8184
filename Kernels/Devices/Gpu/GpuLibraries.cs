using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Algorithms;

namespace Kernels;

/// <summary>The drivers' libraries, under the names that they have on this system.</summary>
internal static class GpuLibraries
{
    private static readonly Lazy<bool> Resolver = new(SetResolver);

    /// <summary>Where the driver of Windows' Linux (WSL) lies; there ILGPU finds CUDA by itself, and allows no other resolver.</summary>
    private const string WslDrivers = "/usr/lib/wsl/lib";

    /// <summary>Files that hold CUDA's driver, in the order to try.</summary>
    public static IReadOnlyList<string> Cuda { get; } = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so", $"{WslDrivers}/libcuda.so.1"];

    /// <summary>Files that hold OpenCL's loader.</summary>
    public static IReadOnlyList<string> OpenCl { get; } = OperatingSystem.IsWindows() ? ["OpenCL.dll"] : ["libOpenCL.so.1", "libOpenCL.so"];

    /// <summary>Whether one of the files can be loaded.</summary>
    public static bool Exist(IReadOnlyList<string> files) => files.Any(file => NativeLibrary.TryLoad(file, out _));

    /// <summary>
    /// The devices of one kind; none where there is no driver. A driver that fails when it is asked becomes a device that cannot
    /// be used, and says why: people with other devices must not be stopped by it.
    /// </summary>
    /// <param name="kind">The first part of such devices' names.</param>
    /// <param name="files">The driver's files.</param>
    /// <param name="list">Asks the driver.</param>
    public static IReadOnlyList<FoundDevice> Ask(string kind, IReadOnlyList<string> files, Func<IReadOnlyList<FoundDevice>> list)
    {
        try
        {
            return Exist(files) ? list() : [];
        }
        catch (Exception e)
        {
            string problem = $"its driver fails ({KernelText.OneLine(e)}): install it anew, or choose --device cpu.";
            return [new FoundDevice($"{kind}:0", 0, "unknown", IsGpu: true, MemoryBytes: 0, ComputeUnits: 0, Limits: "", problem)];
        }
    }

    /// <summary>Makes a device. Whatever its driver does wrong becomes a message for people.</summary>
    /// <exception cref="DeviceException">It is not there, or its driver fails.</exception>
    public static TDevice Open<TDevice>(string name, Func<TDevice> create)
    {
        try
        {
            return create();
        }
        catch (Exception e) when (e is not DeviceException)
        {
            throw new DeviceException($"The device {name} cannot be opened: {KernelText.OneLine(e)}. Install its driver anew, or choose --device cpu.", e);
        }
    }

    /// <summary>
    /// ILGPU's context for some devices. Each device has its own, since one kernel that does not compile makes a context
    /// useless. At O2 views know that they point to global memory; without that, arrays of accumulators stay in memory.
    /// </summary>
    public static Context CreateContext(Action<Context.Builder> devices)
    {
        _ = Resolver.Value;
        return Context.Create(builder =>
        {
            devices(builder);
            builder.EnableAlgorithms().Optimize(OptimizationLevel.O2);
        });
    }

    /// <summary>.NET looks for libcuda.so and libOpenCL.so, but without development packages only the .so.1 files exist.</summary>
    private static bool SetResolver()
    {
        if (!OperatingSystem.IsLinux() || Directory.Exists(WslDrivers))
        {
            return false;
        }

        NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, Resolve);
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        var files = name switch
        {
            "cuda" => Cuda,
            "OpenCL" => OpenCl,
            _ => [],
        };
        foreach (string file in files)
        {
            if (NativeLibrary.TryLoad(file, out nint library))
            {
                return library;
            }
        }

        return 0;
    }
}
