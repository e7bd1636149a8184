namespace Micrograd;

/// <summary>How large a weight matrix's gradients are beside the weights themselves.</summary>
/// <param name="Gradients">The gradients.</param>
/// <param name="WeightStd">The standard deviation of the weights.</param>
public sealed record WeightGradient(Distribution Gradients, double WeightStd)
{
    /// <summary>grad:data ratio. A layer whose ratio stands out learns at another speed than the rest.</summary>
    public double Ratio => Gradients.Std / WeightStd;

    /// <summary>Of every weight matrix among the parameters, after <see cref="Tensor.Backward()"/>; biases and gains have one axis and are left out.</summary>
    public static IReadOnlyList<WeightGradient> Of(IEnumerable<(string Name, Tensor Tensor)> parameters) =>
    [
        .. from parameter in parameters
           where parameter.Tensor is { Rank: 2, Grad: not null }
           select new WeightGradient(
               Distribution.Of($"{parameter.Name} {Shapes.Format(parameter.Tensor.Shape)}", parameter.Tensor.Grad!),
               Distribution.StdOf(parameter.Tensor)),
    ];
}
