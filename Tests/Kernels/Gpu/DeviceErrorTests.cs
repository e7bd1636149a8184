using ILGPU;

namespace Tests;

/// <summary>What people read when a GPU cannot do its work: which device, what happened, and what to do.</summary>
public class DeviceErrorTests
{
    [OpenClFact]
    public void A_kernel_that_ILGPU_refuses_is_named()
    {
        using var device = OpenClDevice.Create(0);
        var error = Assert.Throws<DeviceException>(() => device.Launch(new ThrowingKernel(), 1));
        Assert.Contains(nameof(ThrowingKernel), error.Message);
        Assert.Contains(device.Name, error.Message);
        Assert.Contains("--device cpu", error.Message);
        AssertOneLine(error);
        var next = Assert.Throws<DeviceException>(() => device.Launch(default(NothingKernel), 1)); // nothing can be compiled any more
        Assert.Equal(error.Message, next.Message);
    }

    [OpenClFact]
    public void A_kernel_that_the_driver_refuses_is_kept_in_a_file()
    {
        using var device = OpenClDevice.Create(0);
        var loader = new KernelLoader(device.Accelerator, device.Name, text => text + "this is no OpenCL C");
        var error = Assert.Throws<DeviceException>(loader.Load<NothingKernel>);
        string file = Path.Combine(Path.GetTempPath(), nameof(NothingKernel) + ".txt");
        Assert.Contains(file, error.Message);
        Assert.Contains("error: ", error.Message); // the driver's own words
        Assert.Contains("this is no OpenCL C", File.ReadAllText(file));
        AssertOneLine(error);
    }

    [OpenClFact]
    public void A_device_without_memory_says_what_was_asked_and_what_it_has()
    {
        using var device = OpenClDevice.Create(0);
        var held = new List<Storage>();
        var error = Assert.Throws<DeviceException>(() =>
        {
            // Memory that nobody writes costs the machine nothing.
            for (long bytes = 0; bytes <= 2 * device.MemoryBytes; bytes += (long)sizeof(float) << 28)
            {
                held.Add(device.Allocate(DType.F32, 1 << 28));
            }
        });
        Assert.Contains("1,024.0 MiB were asked for", error.Message);
        Assert.Contains(FormattableString.Invariant($"tensors hold {held.Count * 1024.0:N1} MiB of its {device.MemoryBytes / (double)(1 << 20):N1} MiB"), error.Message);
        Assert.Contains("--batch-size", error.Message);
        AssertOneLine(error);
        held.ForEach(storage => storage.Release());
        device.Allocate(DType.F32, 10).Release(); // it goes on
    }

    [OpenClFact]
    public void A_device_is_disposed_once()
    {
        var device = OpenClDevice.Create(0);
        device.Dispose();
        device.Dispose();
    }

    [OpenClFact]
    public void More_numbers_than_a_tensor_holds_are_refused()
    {
        using var device = OpenClDevice.Create(0);
        var storage = device.Allocate(DType.F32, 8);
        var buffer = new Kernels.Buffer(storage, 2, 3);
        Assert.Throws<ArgumentException>(() => device.Write(buffer, new float[4]));
        Assert.Throws<ArgumentException>(() => device.Write(buffer, new double[4]));
        Assert.Throws<ArgumentException>(() => device.Read(buffer, new float[4]));
        storage.Release();
    }

    [OpenClFact]
    public void More_threads_than_OpenCL_counts_are_refused()
    {
        using var device = OpenClDevice.Create(0);
        var error = Assert.Throws<DeviceException>(() => device.Launch(default(LargeGroupKernel), int.MaxValue / LargeGroupKernel.GroupSize + 1));
        Assert.Contains(nameof(LargeGroupKernel), error.Message);
        AssertOneLine(error);
    }

    [OpenClFact]
    public void A_device_that_fails_says_that_the_checkpoint_is_safe()
    {
        var device = OpenClDevice.Create(0);
        device.Launch(default(NothingKernel), 1);
        device.Dispose(); // from here on the driver refuses everything, as if the GPU were gone
        var error = Assert.Throws<DeviceException>(() => device.Launch(default(NothingKernel), 1));
        Assert.StartsWith($"The device {device.Name}", error.Message);
        Assert.Contains("CL_INVALID", error.Message);
        Assert.Contains("--resume", error.Message);
        AssertOneLine(error);
        Assert.Contains("(again)", Assert.Throws<DeviceException>(device.Synchronize).Message);
    }

    [Fact]
    public void A_driver_that_fails_is_a_device_that_cannot_be_used()
    {
        var found = Assert.Single(GpuLibraries.Ask("cuda", [GpuLibraries.Cuda[0], .. AnyLibrary], () => throw new InvalidOperationException("first\nsecond")));
        Assert.False(found.IsUsable);
        Assert.Equal("cuda:0", found.Name);
        Assert.Contains("first second", found.Problem);
        var error = Assert.Throws<DeviceException>(() => GpuLibraries.Open<Device>("cuda:0", () => throw new InvalidOperationException("first\nsecond")));
        Assert.Contains("cuda:0 cannot be opened: first second", error.Message);
    }

    [OpenClFact]
    public void Kernels_are_written_to_the_folder_that_is_named()
    {
        using var folder = new TemporaryFolder();
        using var device = OpenClDevice.Create(0);
        device.DumpFolder = folder.File("kernels");
        device.Launch(default(NothingKernel), 1);
        device.Synchronize();
        Assert.Contains("kernel void", File.ReadAllText(Path.Combine(device.DumpFolder, nameof(NothingKernel) + ".cl")));
        Assert.Equal(1, device.CompiledKernels);
    }

    /// <summary>A file that can be loaded as a library everywhere: a driver that is there.</summary>
    private static string[] AnyLibrary => [OperatingSystem.IsWindows() ? "kernel32.dll" : "libc.so.6"];

    private static void AssertOneLine(DeviceException error) => Assert.DoesNotContain('\n', error.Message);
}

/// <summary>What no GPU can do.</summary>
public readonly struct ThrowingKernel : IGpuKernel
{
    public static int GroupSize => 1;

    public void Run() => throw new InvalidOperationException(nameof(ThrowingKernel));
}

/// <summary>Nothing, by groups of usual size.</summary>
public readonly struct LargeGroupKernel : IGpuKernel
{
    public static int GroupSize => 256;

    public void Run()
    {
    }
}

/// <summary>What every GPU can do.</summary>
public readonly struct NothingKernel : IGpuKernel
{
    public static int GroupSize => 1;

    public void Run() => Group.Barrier();
}
