using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Kernels;

/// <summary>
/// Turns a kernel's type into something that can be launched on one device: ILGPU compiles it to PTX or OpenCL C,
/// <see cref="KernelText"/> mends the text, the driver compiles that. Each kernel once a device.
/// </summary>
/// <param name="accelerator">The device.</param>
/// <param name="deviceName">For messages.</param>
/// <param name="patch">What happens to the text before the driver gets it.</param>
internal sealed class KernelLoader(Accelerator accelerator, string deviceName, Func<string, string> patch)
{
    private static readonly MethodInfo Entry = typeof(KernelEntry).GetMethod(nameof(KernelEntry.Run))!;

    private readonly ConcurrentDictionary<Type, Delegate> launchers = [];
    private readonly Lock compiling = new();
    private DeviceException? failure;

    /// <summary>Where the text of every kernel that is compiled is written; null: nowhere.</summary>
    public string? DumpFolder { get; set; }

    /// <summary>How many kernels were compiled so far.</summary>
    public int Compiled => launchers.Count;

    /// <summary>What launches a kernel: stream, grid and group, the kernel with its arguments.</summary>
    /// <exception cref="DeviceException">It does not compile, or one before it did not: ILGPU's context cannot be used any more after that.</exception>
    public Action<AcceleratorStream, KernelConfig, TKernel> Load<TKernel>()
        where TKernel : struct, IGpuKernel
    {
        if (!launchers.TryGetValue(typeof(TKernel), out var launcher))
        {
            lock (compiling)
            {
                if (failure is not null)
                {
                    throw failure;
                }

                launcher = launchers.GetOrAdd(typeof(TKernel), static (_, loader) => loader.Compile<TKernel>(), this);
            }
        }

        return (Action<AcceleratorStream, KernelConfig, TKernel>)launcher;
    }

    /// <summary>ILGPU's compilation alone, for any backend.</summary>
    internal static CompiledKernel Compile<TKernel>(Backend backend)
        where TKernel : struct, IGpuKernel
    {
        int minGroups = TKernel.GroupsPerMultiprocessor;
        return backend.Compile(
            EntryPointDescription.FromExplicitlyGroupedKernel(Entry.MakeGenericMethod(typeof(TKernel))),
            new KernelSpecialization(TKernel.GroupSize, minGroups > 0 ? minGroups : null));
    }

    private Action<AcceleratorStream, KernelConfig, TKernel> Compile<TKernel>()
        where TKernel : struct, IGpuKernel
    {
        string name = KernelText.NameOf(typeof(TKernel));
        CompiledKernel? compiled = null;
        string? text = null;
        try
        {
            compiled = Compile<TKernel>(accelerator.GetBackend());
            if (KernelText.Of(compiled) is { } original)
            {
                text = KernelText.WithGroupSize(original, TKernel.GroupSize);
                text = patch(text);
                KernelText.Replace(compiled, text);
                if (DumpFolder is { } folder)
                {
                    KernelText.Save(folder, name, compiled, text);
                }
            }

            var loaded = accelerator.LoadKernel(compiled);
            if (loaded is CudaKernel cuda && TKernel.DynamicSharedBytes > 0)
            {
                CudaDriver.AllowSharedMemory(cuda, TKernel.DynamicSharedBytes);
            }

            return loaded.CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, TKernel>>();
        }
        catch (Exception e) when (e is not (DeviceException or IOException or UnauthorizedAccessException))
        {
            string where = text is null ? "ILGPU gave no source for it" : KernelText.SaveFailed(name, text);
            string log = e is CLException && KernelText.DriverLog(accelerator, compiled) is { } lines ? $" ({lines})" : "";
            failure = new DeviceException(
                $"The kernel {name} does not compile on {deviceName}: {KernelText.OneLine(e)}{log}; {where}. Another device, such as --device cpu, can do the work.", e);
            throw failure;
        }
    }
}
