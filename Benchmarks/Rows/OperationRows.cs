namespace Benchmarks;

/// <summary>Forward passes of the catalogue's operations, against TensorPrimitives where it has the same operation.</summary>
public static class OperationRows
{
    /// <summary>All operations that the catalogue has large shapes for.</summary>
    /// <param name="threads">Threads of ours; TensorPrimitives has one.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (var entry in Catalogue.All)
        {
            if (entry.Large is { } shapes)
            {
                string name = $"{entry.Name} {string.Join(", ", shapes.Select(shape => string.Join('x', shape)))}";
                yield return new Plan(name, threads, () => Measure(name, entry, shapes, threads));
            }
        }
    }

    /// <summary>Numbers that the operation may be applied to.</summary>
    public static Tensor[] Inputs(OpCase entry, int[][] shapes, Device device)
    {
        var generator = new TorchGenerator(1);
        return [.. shapes.Select(shape => entry.Range == InputRange.Positive
            ? Tensor.Uniform(shape, 0.5, 2.5, generator, device)
            : Tensor.Randn(shape, generator, device))];
    }

    /// <summary>Applies the operation once and gives the result's memory back.</summary>
    public static void Run(OpCase entry, Tensor[] inputs)
    {
        using var scope = Tensor.Scope();
        using var noGrad = Tensor.NoGrad();
        entry.Apply(inputs);
    }

    private static Row Measure(string name, OpCase entry, int[][] shapes, int threads)
    {
        var device = Target.Create(threads);
        var inputs = Inputs(entry, shapes, device);
        var peer = threads == 1 && Target.IsProcessor ? TensorPrimitivesPeer.Of(entry.Name, inputs) : null;
        var row = Row.Measure(
            name,
            threads,
            Target.Time(device, () => Run(entry, inputs)),
            () => peer is null ? null : new Peer("TensorPrimitives", peer),
            WorkOf(entry, shapes));
        foreach (var input in inputs)
        {
            input.Free();
        }

        double? error = device.FloatType == DType.F32 ? LargestError(entry.Name, device) : null;
        Target.Release(device);
        return row with { LargestError = error };
    }

    /// <summary>Of the functions that models bend their numbers with.</summary>
    private static double? LargestError(string operation, Device device) => operation switch
    {
        "exp" => FunctionPrecision.LargestError(device, default(ExpOp)).Error,
        "tanh" => FunctionPrecision.LargestError(device, default(TanhOp)).Error,
        "gelu erf" => FunctionPrecision.LargestError(device, default(GeluErfOp)).Error,
        _ => null,
    };

    private static Work? WorkOf(OpCase entry, int[][] shapes) =>
        entry.Flops is { } flops ? new Work(flops(shapes), Bound.Compute)
        : entry.Bytes is { } bytes ? new Work(bytes(shapes), Bound.Memory)
        : null;
}
