using System.Text.RegularExpressions;

namespace NanoGpt;

/// <summary>The highest speed of a device: what model FLOPs utilisation (mfu) is a share of.</summary>
/// <param name="FlopsPerSecond">Floating-point operations a second.</param>
/// <param name="Description">Where the number comes from, for people.</param>
public sealed record PeakSpeed(double FlopsPerSecond, string Description)
{
    private const double Giga = 1e9;
    private const double Tera = 1e12;

    /// <summary>
    /// Dense TFLOP/s in float32 and in bfloat16 (float16 where there is no bfloat16) on tensor cores, by what the driver's name of a GPU
    /// contains; longer names first. From NVIDIA's data sheets of each product, and the GA102 and Ada white papers.
    /// </summary>
    private static readonly (string Name, double Float32, double BFloat16)[] Known =
    [
        ("H100 PCIe", 51.2, 756),
        ("H100", 66.9, 989.4),
        ("H200", 66.9, 989.4),
        ("A100", 19.5, 312),
        ("V100", 15.7, 125),
        ("L40S", 91.6, 362),
        ("L4", 30.3, 121),
        ("T4", 8.1, 65),
        ("RTX 4090", 82.6, 165.2),
        ("RTX 3090", 35.6, 71),
    ];

    /// <summary>A device's highest speed; null: nobody knows.</summary>
    /// <param name="device">The device.</param>
    /// <param name="givenTflops">What the user says, in TFLOP/s; 0: nothing.</param>
    /// <param name="bfloat16">Whether matrices are multiplied in bfloat16.</param>
    public static PeakSpeed? Of(Device device, double givenTflops, bool bfloat16)
    {
        if (givenTflops > 0)
        {
            return new PeakSpeed(givenTflops * Tera, "as --peak-tflops says");
        }

        return device switch
        {
            CpuDevice cpu when FmaPeak.IsSupported => new PeakSpeed(FmaPeak.Measure(cpu.Threads) * Giga, $"measured: multiply-adds in registers on {cpu.Threads} thread{(cpu.Threads == 1 ? "" : "s")}"),
            CudaDevice => Find(device.Description, bfloat16),
            _ => null,
        };
    }

    /// <summary>What the data sheet says for a GPU of that name; null: it is not in the list.</summary>
    internal static PeakSpeed? Find(string gpu, bool bfloat16) => Array.Find(Known, known => Regex.IsMatch(gpu, $@"\b{known.Name}\b(?! Ti)")) is { Name: not null } found
        ? new PeakSpeed(Tera * (bfloat16 ? found.BFloat16 : found.Float32), $"{found.Name}'s data sheet, {(bfloat16 ? "bfloat16" : "float32")}")
        : null;

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{(FlopsPerSecond < Tera ? $"{FlopsPerSecond / Giga:N0} GFLOP/s" : $"{FlopsPerSecond / Tera:0.##} TFLOP/s")} ({Description})");
}
