namespace Tests;

/// <summary>The devices that a parametrised test runs on: the oracle, and the processor in each SIMD width that it has.</summary>
public static class TestDevices
{
    private static readonly Dictionary<string, Device> Devices = new[]
    {
        Device.Reference,
        Device.Cpu,
        (Device)new CpuDevice(threads: 1, simd: SimdWidth.Scalar),
        new CpuDevice(threads: 2, simd: SimdWidth.Vector256),
    }.ToDictionary(device => device.Name);

    /// <summary>Names of all devices.</summary>
    public static IEnumerable<string> Names => Devices.Keys;

    /// <summary>Names of the devices that are compared with the oracle.</summary>
    public static IEnumerable<string> FloatNames => Names.Where(name => name != Device.Reference.Name);

    /// <summary>All devices, as theory data.</summary>
    public static TheoryData<string> All => [.. Names];

    /// <summary>The device of that name; one for the whole test run.</summary>
    public static Device Get(string name) => Devices[name];
}
