namespace Micrograd;

/// <summary>The function and its gradient as the caller gave them, behind checks that put wrong sizes into words.</summary>
internal sealed class FunctionUnderTest(
    IReadOnlyList<CheckedInput> inputs,
    int[] outputShape,
    Func<IReadOnlyList<double[]>, double[]> forward,
    Func<IReadOnlyList<double[]>, double[], IReadOnlyList<double[]?>> gradient)
{
    /// <summary>The inputs as given.</summary>
    public IReadOnlyList<CheckedInput> Inputs => inputs;

    /// <summary>A working copy of the inputs' values; the difference quotients move it and put it back.</summary>
    public double[][] Values { get; } = [.. inputs.Select(input => input.Values.ToArray())];

    /// <summary>Shape of the output.</summary>
    public int[] OutputShape => outputShape;

    /// <summary>Number of outputs.</summary>
    public int OutputCount { get; } = Grid.Count(outputShape);

    /// <summary>The outputs at the present <see cref="Values"/>, copied in case the function reuses its array.</summary>
    public double[] Forward()
    {
        double[] outputs = forward(Values);
        if (outputs.Length != OutputCount)
        {
            throw new BrokenFunctionException(
                $"The forward function returned {outputs.Length} values, but the output shape {Grid.Text(outputShape)} holds {OutputCount}.",
                MistakeKind.WrongLength, "output");
        }

        return [.. outputs];
    }

    /// <summary>The gradient of (upstream, f) at the present <see cref="Values"/>.</summary>
    public double[]?[] Gradient(double[] upstream) => Gradient(Values, upstream);

    /// <summary>The gradient of (upstream, f) at other values: a diagnosis asks "what if".</summary>
    public double[]?[] Gradient(double[][] values, double[] upstream)
    {
        IReadOnlyList<double[]?> gradients = gradient(values, [.. upstream]);
        if (gradients.Count != inputs.Count)
        {
            throw new BrokenFunctionException(
                $"The gradient function returned {gradients.Count} arrays for {inputs.Count} inputs; return one for each (null where none is due).",
                MistakeKind.WrongLength, "gradient");
        }

        return [.. inputs.Select((input, i) => input.Differentiable ? Sized(input, gradients[i]) : null)];
    }

    /// <summary>The same function at another point.</summary>
    public FunctionUnderTest At(IReadOnlyList<CheckedInput> otherInputs) => new(otherInputs, outputShape, forward, gradient);

    /// <summary>Throws if the function wrote into its inputs, which would falsify every later number.</summary>
    public void CheckUntouched(string culprit)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            if (!Values[i].AsSpan().SequenceEqual(inputs[i].Values))
            {
                throw new BrokenFunctionException(
                    $"The {culprit} function changed the values of {inputs[i].Name}; it must leave its inputs as they are.",
                    MistakeKind.NotRepeatable, inputs[i].Name);
            }
        }
    }

    private double[] Sized(CheckedInput input, double[]? gradient)
    {
        if (gradient is null)
        {
            throw new BrokenFunctionException(
                $"No gradient came back for {input.Name} (null): its path to the output is cut (a constant was made of it, or the backward "
                + "function never adds to it). If none is due, say Differentiable: false.",
                MistakeKind.Zeros, input.Name);
        }

        if (gradient.Length == input.Values.Length)
        {
            return [.. gradient];
        }

        string sizes = $"The gradient of {input.Name} has {gradient.Length} values, "
            + $"but {input.Name} {Grid.Text(input.Shape)} has {input.Values.Length}.";
        throw gradient.Length == OutputCount && OutputCount > input.Values.Length
            ? new BrokenFunctionException(
                $"{sizes} It has the output's shape {Grid.Text(outputShape)}: "
                + $"{input.Name} was broadcast, and the sum over the broadcast axis is missing.",
                MistakeKind.BroadcastSumMissing, input.Name)
            : new BrokenFunctionException(sizes, MistakeKind.WrongLength, input.Name);
    }
}

/// <summary>The function under test broke its contract so that there is nothing to compare; becomes a failed report.</summary>
internal sealed class BrokenFunctionException(string sentence, MistakeKind kind, string input) : Exception(sentence)
{
    /// <summary>The finding for the report.</summary>
    public Diagnosis Diagnosis => new(kind, input, Message);
}
