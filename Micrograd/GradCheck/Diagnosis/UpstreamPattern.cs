namespace Micrograd;

/// <summary>The chain rule's factor: missing, missing in one term, or multiplied in twice; or state left over between calls.</summary>
internal sealed class UpstreamPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        double[] atC = e.Analytic, atZero = e.Linear.AtZero[e.InputIndex]!, atTwice = e.Linear.AtTwice[e.InputIndex]!, again = e.Linear.Again[e.InputIndex]!;
        if (!atC.SequenceEqual(again))
        {
            return e.Finding(MistakeKind.NotRepeatable,
                "the same call gave another gradient the second time. "
                + "The gradient buffer is not set to zero between calls, or something random or left over is used.");
        }

        if (atC.All(value => value == 0))
        {
            return null;
        }

        if (atC.SequenceEqual(atZero) && atC.SequenceEqual(atTwice))
        {
            return e.Finding(MistakeKind.MissingUpstream,
                "the gradient is the same for every upstream gradient, even for 0. "
                + "The chain rule's factor is missing: multiply the local derivative by the upstream gradient (out.Grad).");
        }

        if (atZero.Any(value => value != 0))
        {
            return e.Finding(MistakeKind.MissingUpstream,
                "an upstream gradient of 0 still leaves a gradient. One of the terms is not multiplied by the upstream gradient (out.Grad).");
        }

        if (e.Same([.. atC.Select(value => 4 * value)], [.. atTwice]))
        {
            return e.Finding(MistakeKind.UpstreamTwice,
                "twice the upstream gradient gives four times the gradient. The upstream gradient is multiplied in twice.");
        }

        return null;
    }
}
