namespace Benchmarks;

/// <summary>PyTorch's own kernels on the shapes of the ladders, measured by <c>gpu_peers.py</c> on the same machine right after ours.</summary>
internal static class TorchKernels
{
    /// <summary>Measures, prints and adds to the report.</summary>
    public static void Measure(GpuReport report)
    {
        try
        {
            using var process = PyTorch.StartAlone("gpu_peers.py");
            while (process.Hear() is { } line)
            {
                report.PeerLines.Add(line);
                Console.WriteLine($"  PyTorch: {line}");
            }
        }
        catch (PeerException e)
        {
            Console.WriteLine($"  Without PyTorch's kernels: {e.Message}");
        }
    }
}
