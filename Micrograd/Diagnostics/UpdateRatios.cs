namespace Micrograd;

/// <summary>
/// log₁₀ of (size of a step / size of the weights) for each weight matrix, step by step. About -3 is healthy: a thousandth of the
/// weights changes at a time. Much less, and the layer learns too slowly; much more, and it is thrown about.
/// </summary>
/// <param name="parameters">The parameters; those with two axes are followed.</param>
public sealed class UpdateRatios(IEnumerable<(string Name, Tensor Tensor)> parameters)
{
    /// <summary>What to aim at.</summary>
    public const double Target = -3;

    private readonly (string Name, Tensor Tensor, List<double> Ratios)[] followed =
        [.. parameters.Where(parameter => parameter.Tensor.Rank == 2).Select(parameter => (parameter.Name, parameter.Tensor, new List<double>()))];

    /// <summary>The matrices' names and ratios so far.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<double> Ratios)> Curves => [.. followed.Select(matrix => (matrix.Name, (IReadOnlyList<double>)matrix.Ratios))];

    /// <summary>Looks at a step of plain gradient descent, while the gradients are still there.</summary>
    public void Record(double learningRate)
    {
        foreach (var (_, weights, ratios) in followed)
        {
            ratios.Add(Math.Log10(learningRate * Distribution.StdOf(weights.Grad!) / Distribution.StdOf(weights)));
        }
    }
}
