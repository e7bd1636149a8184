namespace Micrograd;

/// <summary>
/// A constant that keeps a denominator away from 0, forgotten in the backward pass: a small relative error that is largest where the
/// variance is small. The proof is to enlarge the input: beside a variance 16 times as large, eps is 16 times as small.
/// </summary>
internal sealed class MissingEpsPattern : IMistakePattern
{
    private const double Enlarge = 4, SmallestMeasurable = 1e-9;

    public Diagnosis? Recognise(Evidence e)
    {
        double first = e.RelativeError;
        if (!e.Differs || !(first < 0.1))
        {
            return null;
        }

        for (int scaled = 0; scaled < e.Function.Inputs.Count; scaled++)
        {
            if (!e.Function.Inputs[scaled].Differentiable)
            {
                continue;
            }

            double second = ErrorWith(e, scaled, Enlarge), third = ErrorWith(e, scaled, Enlarge * Enlarge);
            bool thirdTooSmall = second < Enlarge * Enlarge * SmallestMeasurable;
            double fall = thirdTooSmall ? first / second : second / third;
            if (second < first && (Near(fall, Enlarge * Enlarge) || Near(fall, Enlarge)))
            {
                return e.Finding(MistakeKind.MissingEps,
                    $"the gradient is off by {first:0.0e-0} of its size, by {second:0.0e-0} with {e.Function.Inputs[scaled].Name} {Enlarge} times as large, "
                    + $"and by {third:0.0e-0} with {Enlarge * Enlarge} times: "
                    + "a small constant that the forward pass adds (eps beside a variance, under a root, in a denominator) is missing in the backward pass.");
            }
        }

        return null;
    }

    private static double ErrorWith(Evidence e, int scaled, double scale)
    {
        CheckedInput[] larger = [.. e.Function.Inputs.Select((input, i) =>
            i == scaled ? input with { Values = [.. input.Values.Select(value => scale * value)] } : input)];
        return e.RelativeErrorAt(larger);
    }

    private static bool Near(double fall, double expected) => Math.Abs(fall - expected) < 0.2 * expected;
}
