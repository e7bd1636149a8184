#if TORCHSHARP
using TorchSharp;

#endif
namespace Benchmarks;

/// <summary>
/// PyTorch's library behind TorchSharp, in builds that were asked for it (<c>-p:TorchSharp=true</c>), where its native libraries load.
/// </summary>
public static class TorchSharpMatMul
{
    private static readonly Lazy<string> LazyProblem = new(Load);

    /// <summary>True if it can multiply.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = LazyProblem.Value;
        return reason == "";
    }

#if TORCHSHARP
    /// <summary>The product of A and B, with one thread.</summary>
    public static Action Start(float[] a, float[] b, MatMulShape shape)
    {
        torch.set_num_threads(1);
        var left = torch.tensor(a, [shape.M, shape.K]);
        var right = torch.tensor(b, [shape.K, shape.N]);
        return () => torch.matmul(left, right).Dispose();
    }

    private static string Load()
    {
        try
        {
            torch.zeros(1).Dispose();
            return "";
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            return $"TorchSharp: its native libraries do not load here ({e.GetType().Name}).";
        }
    }
#else
    /// <summary>Not in this build.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public static Action Start(float[] a, float[] b, MatMulShape shape) => throw new InvalidOperationException(LazyProblem.Value);

    private static string Load() => "TorchSharp is not in this build; dotnet run -c Release --project Benchmarks -p:TorchSharp=true takes it in.";
#endif
}
