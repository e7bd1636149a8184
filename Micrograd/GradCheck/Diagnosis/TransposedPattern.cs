namespace Micrograd;

/// <summary>
/// A matrix the wrong way round. The gradient's own places are compared; for the matrices that went into it the question is asked
/// backwards: if the gradient is right once the suspect is handed over transposed, it was the suspect.
/// </summary>
internal sealed class TransposedPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        if (!e.Differs)
        {
            return null;
        }

        double[][] original = e.With(e.InputIndex, e.Values);
        if (Grid.Transposed(e.Numeric, e.Shape) is { } layout && e.Same(layout, e.Analytic))
        {
            return e.Finding(MistakeKind.Transposed, "these are the right numbers in transposed places: rows and columns of the result are swapped.");
        }

        if (Grid.IsSquare(e.OutputShape) && Grid.Transposed(e.Upstream, e.OutputShape) is { } swappedUpstream)
        {
            if (e.RightIf(original, swappedUpstream))
            {
                return e.Finding(MistakeKind.Transposed,
                    "the gradient is right if the upstream gradient is transposed: it goes into the product the wrong way round.");
            }

            double[] both = [.. e.Analytic.Zip(e.Function.Gradient(original, swappedUpstream)[e.InputIndex]!, (a, b) => a + b)];
            if (e.Same(both, e.Numeric))
            {
                return e.Finding(MistakeKind.Overwritten,
                    "the numeric gradient is the sum of this one and of this one for the transposed upstream gradient: "
                    + "the input stands on both sides of a product, and one contribution overwrites the other (`=` for `+=`).");
            }
        }

        for (int other = 0; other < e.Function.Inputs.Count; other++)
        {
            CheckedInput suspect = e.Function.Inputs[other];
            if (suspect.Differentiable && Grid.IsSquare(suspect.Shape)
                && e.RightIf(e.With(other, Grid.Transposed(suspect.Values, suspect.Shape)!), e.Upstream))
            {
                return e.Finding(MistakeKind.Transposed,
                    $"the gradient is right if {suspect.Name} is transposed: the backward pass uses {suspect.Name} where its transpose belongs.");
            }
        }

        if (e.AnalyticJacobian is { } jacobian && jacobian.Length == e.Outputs.Length
            && Enumerable.Range(0, jacobian.Length).All(i => e.Same([.. jacobian.Select(column => column[i])], e.NumericJacobian![i])))
        {
            return e.Finding(MistakeKind.Transposed,
                "the whole Jacobian is transposed: the backward pass does what the forward pass does, and not the reverse "
                + "(a cumulative sum is undone from the other end).");
        }

        return null;
    }
}
