using ILGPU;
using ILGPU.Runtime.Cuda;
using IlgpuDevice = ILGPU.Runtime.Cuda.CudaDevice;

namespace Kernels;

/// <summary>An NVIDIA GPU through CUDA's driver.</summary>
public sealed class CudaDevice : GpuDevice
{
    private const DeviceAttributeKind MaxSharedMemoryPerBlockOptin = (DeviceAttributeKind)97; // ILGPU's list ends before it

    private CudaDevice(int number, Context context, IlgpuDevice device)
        : base($"cuda:{number}", context, device.CreateCudaAccelerator(context), KernelText.PatchPtx)
    {
        Driver = device.DriverVersion.ToString() ?? "";
        Architecture = device.Architecture?.ToString() ?? "";
        MostSharedBytes = CudaAPI.CurrentAPI.GetDeviceAttribute(MaxSharedMemoryPerBlockOptin, device.DeviceId);
        Offers = KernelNeeds.Shuffles
            | (device.Architecture >= CudaArchitecture.SM_80 ? KernelNeeds.Ptx : KernelNeeds.Nothing)
            | (device.Architecture == CudaArchitecture.SM_90 ? KernelNeeds.Hopper : KernelNeeds.Nothing);
    }

    /// <summary>The newest version of CUDA that the driver knows.</summary>
    public string Driver { get; }

    /// <summary>SM_90, for instance.</summary>
    public string Architecture { get; }

    /// <inheritdoc/>
    public override string Description => $"{base.Description}, {Architecture}, CUDA {Driver}";

    /// <inheritdoc/>
    internal override int MostSharedBytes { get; }

    /// <inheritdoc/>
    internal override bool HasOneAddressSpace => true;

    /// <summary>Descriptions of matrices for the copy engine.</summary>
    internal TensorMaps Maps => field ??= new TensorMaps(this);

    /// <summary>The instructions in our kernels' PTX are those of Ampere and what came after it.</summary>
    public override KernelNeeds Offers { get; }

    /// <summary>Why there is no NVIDIA GPU to use, and what to do, where <see cref="List"/> is empty.</summary>
    public static string WhyNone => GpuLibraries.Exist(GpuLibraries.Cuda)
        ? "CUDA's driver shows no GPU that can be used: there is none, it is hidden (CUDA_VISIBLE_DEVICES), or the driver is older than the GPU needs. nvidia-smi tells more; --device cpu always works."
        : $"There is no CUDA on this machine: {GpuLibraries.Cuda[0]} cannot be loaded. Install NVIDIA's driver, or choose --device cpu.";

    /// <summary>The NVIDIA GPUs of this machine.</summary>
    public static IReadOnlyList<FoundDevice> List() => GpuLibraries.Ask("cuda", GpuLibraries.Cuda, () =>
    {
        using var context = GpuLibraries.CreateContext(builder => builder.Cuda());
        var found = new List<FoundDevice>();
        foreach (var device in context.GetCudaDevices())
        {
            found.Add(Describe(device, found.Count));
        }

        return found;
    });

    internal static CudaDevice Create(int number)
    {
        if (!GpuLibraries.Exist(GpuLibraries.Cuda))
        {
            throw new DeviceException(WhyNone);
        }

        var context = GpuLibraries.CreateContext(builder => builder.Cuda());
        var devices = context.GetCudaDevices();
        if (devices.Count == 0)
        {
            context.Dispose();
            throw new DeviceException(WhyNone);
        }

        if (number >= devices.Count)
        {
            context.Dispose();
            throw new DeviceException($"There is no cuda:{number}: this machine has {devices.Count} CUDA GPU{(devices.Count == 1 ? "" : "s")}, numbered from 0.");
        }

        return new CudaDevice(number, context, devices[number]);
    }

    private static FoundDevice Describe(IlgpuDevice device, int number) => new(
        $"cuda:{number}",
        number,
        device.Name.Trim(),
        IsGpu: true,
        device.MemorySize,
        device.NumMultiprocessors,
        $"{device.Architecture}, CUDA {device.DriverVersion}, groups of {device.MaxNumThreadsPerGroup} threads, {device.MaxSharedMemoryPerGroup >> 10} KiB shared");
}
