using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Benchmarks;

/// <summary>Every operation of the catalogue that has large shapes, under BenchmarkDotNet: forward, and forward with backward.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class OperationBenchmarks
{
    private static string filter = "";

    private Tensor[] inputs = [];

    /// <summary>Which operations to run.</summary>
    public static IEnumerable<OpCase> Operations => Catalogue.All.Where(entry =>
        entry.Large is not null && entry.Name.Contains(filter, StringComparison.OrdinalIgnoreCase));

    /// <summary>The operation.</summary>
    [ParamsSource(nameof(Operations))]
    public OpCase Operation { get; set; } = null!;

    /// <summary>Runs the benchmarks whose operation's name contains a text.</summary>
    public static void Run(string text)
    {
        filter = text;

        // In this process: the filter and the machine's settings are already here, and no second build is needed.
        BenchmarkRunner.Run<OperationBenchmarks>(DefaultConfig.Instance.AddJob(
            Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
    }

    /// <summary>Makes the inputs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        inputs = OperationRows.Inputs(Operation, Operation.Large!, Device.Cpu);
        foreach (var input in inputs)
        {
            input.RequiresGrad = true;
        }
    }

    /// <summary>The operation without a tape.</summary>
    [Benchmark]
    public void Forward() => OperationRows.Run(Operation, inputs);

    /// <summary>The operation, and its gradients.</summary>
    [Benchmark]
    public void ForwardAndBackward()
    {
        using var scope = Tensor.Scope();
        Operation.Apply(inputs).Sum().Backward();
        foreach (var input in inputs)
        {
            input.ZeroGrad();
        }
    }
}
