using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>What the numbers were measured on; without it they mean nothing.</summary>
/// <param name="Processor">Its name.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="Simd">The SIMD width that the kernels use.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The .NET version.</param>
public sealed record Machine(string Processor, int Cores, string Simd, string System, string Runtime)
{
    /// <summary>This machine.</summary>
    public static Machine Here { get; } = new(
        ProcessorName(),
        Environment.ProcessorCount,
        Kernels.Simd.Widest.ToString(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    /// <inheritdoc/>
    public override string ToString() => $"{Processor}, {Cores} cores, {Simd}, {System}, {Runtime}";

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return line?.Split(':')[^1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
