using System.Reflection;
using Xunit.Sdk;

namespace Tests;

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
