using System.Collections.Concurrent;
using System.Reflection;
using Xunit.Sdk;

namespace Tests;

/// <summary>
/// The devices that a parametrised test runs on. Those of this processor are always there; GPUs and OpenCL only where
/// the machine has them, else their tests are skipped and say why.
/// </summary>
public static class TestDevices
{
    /// <summary>The oracle, and the processor in each SIMD width.</summary>
    public static readonly IReadOnlyList<string> Host = ["reference", "cpu", "cpu:scalar", "cpu:256"];

    private static readonly ConcurrentDictionary<string, Lazy<Device>> Devices = [];
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Problems = [];

    /// <summary>The host's devices that are compared with the oracle.</summary>
    public static IEnumerable<string> FloatHost => Host.Where(name => name != Device.Reference.Name);

    /// <summary>Names of the GPU devices that this machine has: OpenCL and CUDA.</summary>
    public static IEnumerable<string> Gpus => new[] { "opencl", "cuda" }.Where(name => Missing(name) is null);

    /// <summary>The device of that name; one for the whole test run.</summary>
    public static Device Get(string name) => Devices.GetOrAdd(name, key => new Lazy<Device>(() => Device.Parse(key))).Value;

    /// <summary>
    /// A GPU of the test's own, for what disturbs others who share it: a fault is thrown to whoever waits next. The host's
    /// devices, which share nothing, are the usual ones.
    /// </summary>
    public static Device New(string name) => Get(name) switch
    {
        SimulatorDevice => SimulatorDevice.Create(),
        OpenClDevice => OpenClDevice.Create(0),
        CudaDevice => CudaDevice.Create(0),
        var host => host,
    };

    /// <summary>Why a device cannot be used here; null: it can.</summary>
    public static string? Missing(string name) => Problems.GetOrAdd(name, key => new Lazy<string?>(() => Try(key))).Value;

    private static string? Try(string name)
    {
        try
        {
            Get(name);
            return null;
        }
        catch (DeviceException e)
        {
            return e.Message;
        }
    }
}

/// <summary>
/// Runs a theory on a device, with the device's name as the last argument. Where the machine has no such device, the theory is
/// counted once as skipped, with the reason.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class OnDeviceAttribute : DataAttribute
{
    private readonly string[] devices;
    private readonly string? cases;

    /// <param name="device">As <see cref="Device.Parse"/> reads it.</param>
    /// <param name="cases">The static member that has the other arguments; null: there are none.</param>
    public OnDeviceAttribute(string device, string? cases = null)
        : this([device], cases) => Skip = TestDevices.Missing(device);

    /// <param name="devices">Devices that are always there.</param>
    /// <param name="cases">As above.</param>
    protected OnDeviceAttribute(IEnumerable<string> devices, string? cases)
    {
        this.devices = [.. devices];
        this.cases = cases;
    }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        IEnumerable<object[]> rows = cases is null ? [[]] : new MemberDataAttribute(cases).GetData(testMethod);
        return rows.SelectMany(row => devices.Select(device => (object[])[.. row, device]));
    }
}

/// <summary>Runs a theory on the processor in each SIMD width.</summary>
/// <param name="cases">As for <see cref="OnDeviceAttribute"/>.</param>
public sealed class OnCpuAttribute(string? cases = null) : OnDeviceAttribute(TestDevices.FloatHost, cases);

/// <summary>Runs a theory on the oracle.</summary>
/// <param name="cases">As for <see cref="OnDeviceAttribute"/>.</param>
public sealed class OnReferenceAttribute(string? cases = null) : OnDeviceAttribute("reference", cases);

/// <summary>Runs a theory on ILGPU's simulator: tiny sizes only.</summary>
/// <param name="cases">As for <see cref="OnDeviceAttribute"/>.</param>
public sealed class OnSimulatorAttribute(string? cases = null) : OnDeviceAttribute("simulator", cases);

/// <summary>Runs a theory on the first OpenCL device, if there is one.</summary>
/// <param name="cases">As for <see cref="OnDeviceAttribute"/>.</param>
public sealed class OnOpenClAttribute(string? cases = null) : OnDeviceAttribute("opencl", cases);

/// <summary>Runs a theory on the first CUDA GPU, if there is one.</summary>
/// <param name="cases">As for <see cref="OnDeviceAttribute"/>.</param>
public sealed class OnCudaAttribute(string? cases = null) : OnDeviceAttribute("cuda", cases);
