namespace Micrograd;

/// <summary>A value or tensor of a recorded computation, as the page of a <see cref="TimeMachine"/> needs it.</summary>
/// <param name="Name">What it is called in formulas.</param>
/// <param name="Op">The operation that computed it; empty if it was given.</param>
/// <param name="Inputs">Where in the list its inputs stand.</param>
/// <param name="Shape">Sizes of the axes; none for a single number.</param>
/// <param name="Data">Its numbers, as the library computed them.</param>
/// <param name="Detail">What else it takes to repeat the operation.</param>
/// <param name="HasGrad">Whether gradients flow to it.</param>
internal sealed record TapeNode(
    string Name, string Op, IReadOnlyList<int> Inputs, IReadOnlyList<int> Shape, IReadOnlyList<double> Data, object? Detail, bool HasGrad)
{
    /// <summary>An expression's values, children before parents, the result last.</summary>
    public static IReadOnlyList<TapeNode> Of(Value root)
    {
        var order = root.TopologicalOrder();
        var position = order.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return [.. order.Select((value, i) => new TapeNode(
            value.Label != "" ? value.Label : $"v{i}",
            value.Op switch { ScalarOp.Leaf => "", ScalarOp.Power => "pow", var op => op.ToString().ToLowerInvariant() },
            [.. value.Children.Select(child => position[child])],
            [],
            [value.Data],
            value.Op == ScalarOp.Power ? value.Exponent : null,
            HasGrad: true))];
    }

    /// <summary>A tape's tensors, inputs before results, the result last.</summary>
    /// <exception cref="ArgumentException">The tape is used up already, or too large.</exception>
    public static IReadOnlyList<TapeNode> Of(Tensor root)
    {
        var order = new List<Tensor>();
        Visit(root, order, []);
        var position = order.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return [.. order.Select((tensor, i) => new TapeNode(
            tensor.Name != "" ? tensor.Name : $"t{i}",
            tensor.Inputs.Count == 0 ? "" : tensor.Operation,
            [.. tensor.Inputs.Select(input => position[input])],
            tensor.Shape.ToArray(),
            tensor.ToDoubles(),
            tensor.Detail is Tensor indices ? indices.ToInts() : tensor.Detail,
            tensor.RequiresGrad))];
    }

    /// <summary>Depth first. A tape small enough to look at is no danger to the call stack; its size is checked on the way.</summary>
    private static void Visit(Tensor tensor, List<Tensor> order, HashSet<Tensor> seen)
    {
        if (!seen.Add(tensor))
        {
            return;
        }

        if (seen.Count > TimeMachine.MaxNodes)
        {
            throw TimeMachine.TooLarge($"more than {TimeMachine.MaxNodes} tensors");
        }

        if (tensor.IsFreed || (tensor.RequiresGrad && !tensor.IsLeaf && tensor.Inputs.Count == 0))
        {
            throw new ArgumentException($"TimeMachine: the result of '{tensor.Operation}' was used up by Backward(); make the page before calling it.");
        }

        foreach (var input in tensor.Inputs)
        {
            Visit(input, order, seen);
        }

        order.Add(tensor);
    }
}
