using System.CommandLine;
using MinBpe;

namespace Benchmarks;

/// <summary>
/// <c>guard</c>: three ratios that hold on any machine, with bounds so wide that only a collapse breaks them: a hot loop that the compiler
/// no longer optimises, a step that allocates, an encoder that fell back to the slow path. No test measures time; this does.
/// </summary>
internal static class GuardCommand
{
    /// <summary>Usually 6 with AVX-512, 3 with AVX2, 2 without (the peer's dot product then has no SIMD either).</summary>
    private const double LeastMatMulRatio = 1.2;

    /// <summary>Usually 30: the tape's objects.</summary>
    private const double MostKilobytesAStep = 300;

    /// <summary>Usually 10 and more.</summary>
    private const double LeastEncoderRatio = 2;

    private const int Size = 512, WarmUpSteps = 5, Steps = 10, Copies = 20;

    /// <summary>The command for the parser.</summary>
    public static Command Create()
    {
        var command = new Command("guard", "Checks three ratios with wide bounds, in a few seconds: 0 if all hold, 1 if speed or thrift has collapsed.");
        command.SetAction(_ =>
        {
            bool[] held = [MatMul(), Allocations(), Encoder()];
            return Array.TrueForAll(held, good => good) ? 0 : 1;
        });
        return command;
    }

    private static bool MatMul()
    {
        var device = new CpuDevice(threads: 1);
        var shape = new MatMulShape(Size, Size, Size);
        float[] numbers = [.. Enumerable.Range(0, Size * Size).Select(i => (i % 7) - 3f)];
        Buffer a = new(device.Allocate(DType.F32, numbers.Length), 0, numbers.Length), c = new(device.Allocate(DType.F32, numbers.Length), 0, numbers.Length);
        device.Write(a, numbers);
        var times = Timing.Compare(Timing.Of(() => device.Kernels.MatMul(a, a, null, c, shape)), Timing.Of(ManagedMatMuls.DotProducts(numbers, numbers, shape)));
        a.Storage.Release();
        c.Storage.Release();
        Target.Release(device);
        return AtLeast($"matmul {Size}x{Size}x{Size} beside TensorPrimitives' dot products", times.Speedup!.Value, LeastMatMulRatio);
    }

    private static bool Allocations()
    {
        using var step = TrainingRows.Start(0, threads: 1);
        for (int i = 0; i < WarmUpSteps; i++)
        {
            step.Run();
        }

        long system = step.SystemAllocations, before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Steps; i++)
        {
            step.Run();
        }

        double kilobytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (1024.0 * Steps);
        long asked = step.SystemAllocations - system;
        return Say(kilobytes <= MostKilobytesAStep && asked == 0, FormattableString.Invariant(
            $"a training step takes {kilobytes:F1} KB of the garbage collector, at most {MostKilobytesAStep} are good; its tensors asked the system {asked} times, 0 is good"));
    }

    private static bool Encoder()
    {
        var tokenizer = Tiktoken.Get("cl100k_base");
        string text = string.Join("\n", Enumerable.Repeat(string.Join("\n", Presets.Names.Select(Presets.Describe)), Copies)); // English at hand on any machine
        var encoder = new FastEncoder(tokenizer.Ranks.Packed, tokenizer.Pattern);
        var readable = new ReadableEncoder(tokenizer.Ranks, tokenizer.Pattern);
        var times = Timing.Compare(Timing.Of(() => encoder.Encode(text)), Timing.Of(() => readable.EncodeOrdinary(text)));
        return AtLeast("encode cl100k_base beside the regular expression and readable merges", times.Speedup!.Value, LeastEncoderRatio);
    }

    private static bool AtLeast(string what, double ratio, double least) =>
        Say(ratio >= least, FormattableString.Invariant($"{what}: {ratio:F1} times as fast, at least {least} is good"));

    private static bool Say(bool isGood, string text)
    {
        (isGood ? Console.Out : Console.Error).WriteLine($"{(isGood ? "OK     " : "FAILED ")} {text}");
        return isGood;
    }
}
