using System.Collections.Concurrent;

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
