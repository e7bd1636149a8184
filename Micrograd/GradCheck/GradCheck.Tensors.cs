namespace Micrograd;

/// <content>The checker for functions of tensors: they run on the oracle, in double.</content>
public static partial class GradCheck
{
    /// <summary>Checks the gradient that the tape computes for a function of tensors.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="function">The function; it gets tensors on <see cref="Device.Reference"/> and must depend on them alone.</param>
    /// <param name="inputs">The point, on any device.</param>
    public static GradCheckReport Run(string name, Func<Tensor[], Tensor> function, params Tensor[] inputs)
    {
        var shapes = inputs.Select(input => input.shape).ToArray();
        var points = inputs.Select((input, i) => new CheckedInput(input.Name.Length > 0 ? input.Name : $"input {i}", shapes[i], input.ToDoubles())).ToArray();
        int[] outputShape = Evaluate(function, shapes, [.. points.Select(point => point.Values)], output => output.shape);
        return Run(
            name, points, outputShape,
            values => Evaluate(function, shapes, values, output => output.ToDoubles()),
            (values, upstream) => Gradient(function, shapes, values, upstream));
    }

    private static T Evaluate<T>(Func<Tensor[], Tensor> function, int[][] shapes, IReadOnlyList<double[]> values, Func<Tensor, T> read)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        return read(function(Leaves(shapes, values)));
    }

    private static double[][] Gradient(Func<Tensor[], Tensor> function, int[][] shapes, IReadOnlyList<double[]> values, double[] upstream)
    {
        using var scope = Tensor.Scope();
        var leaves = Leaves(shapes, values);
        foreach (var leaf in leaves)
        {
            leaf.RequiresGrad = true;
        }

        var output = function(leaves);
        output.Backward(Tensor.From(upstream, output.Shape, output.Device));
        return [.. leaves.Select(leaf => leaf.Grad?.ToDoubles() ?? new double[leaf.Count])];
    }

    private static Tensor[] Leaves(int[][] shapes, IReadOnlyList<double[]> values) =>
        [.. shapes.Select((shape, i) => Tensor.From(values[i], shape, Device.Reference))];
}
