namespace Micrograd;

/// <summary>
/// The gradient is linear in the upstream gradient c, and that can be tested without any difference quotient, to the last bit:
/// c = 0 gives 0, 2c gives twice as much (doubling is exact in binary), and c once more gives the same again.
/// </summary>
internal sealed class UpstreamTests
{
    /// <summary>Calls the gradient with c, 0, 2c and c again.</summary>
    public UpstreamTests(FunctionUnderTest function, double[] upstream)
    {
        AtC = function.Gradient(upstream);
        AtZero = function.Gradient(new double[upstream.Length]);
        AtTwice = function.Gradient([.. upstream.Select(c => 2 * c)]);
        Again = function.Gradient(upstream);
        function.CheckUntouched("gradient");

        for (int i = 0; i < function.Inputs.Count; i++)
        {
            if (AtC[i] is not { } atC)
            {
                continue;
            }

            CheckedInput input = function.Inputs[i];
            Compare(input, atC, Again[i]!, same: value => value,
                (entry, first, second) => $"The gradient of {input.Name} is not repeatable: {entry} was {first:g6}, then {second:g6}.");
            Compare(input, atC, AtZero[i]!, same: _ => 0,
                (entry, _, second) => $"An upstream gradient of 0 must give 0, but the gradient of {entry} is {second:g6}.");
            Compare(input, atC, AtTwice[i]!, same: value => 2 * value,
                (entry, first, second) =>
                    $"Doubling the upstream gradient must double the gradient, but that of {entry} went from {first:g6} to {second:g6}.");
        }
    }

    /// <summary>Gradients for c; null for inputs that are not differentiable.</summary>
    public double[]?[] AtC { get; }

    /// <summary>Gradients for an upstream gradient of zeros.</summary>
    public double[]?[] AtZero { get; }

    /// <summary>Gradients for 2c.</summary>
    public double[]?[] AtTwice { get; }

    /// <summary>Gradients for c, asked a second time.</summary>
    public double[]?[] Again { get; }

    /// <summary>What went wrong, a sentence each; at most one for each input and test.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>The inputs that failed one of the tests.</summary>
    public HashSet<string> FailedInputs { get; } = [];

    private void Compare(
        CheckedInput input, double[] atC, double[] other, Func<double, double> same, Func<string, double, double, string> words)
    {
        for (int i = 0; i < atC.Length; i++)
        {
            // NaN is reported by itself; here it would only fail every test a second time.
            if (double.IsFinite(atC[i]) && other[i] != same(atC[i]))
            {
                Failures.Add(words(Grid.Entry(input.Name, Grid.Index(i, input.Shape)), atC[i], other[i]));
                FailedInputs.Add(input.Name);
                return;
            }
        }
    }
}
