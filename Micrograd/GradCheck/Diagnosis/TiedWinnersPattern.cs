namespace Micrograd;

/// <summary>A maximum with ties: the gradient goes to one winner, or is shared, but is not paid out twice.</summary>
internal sealed class TiedWinnersPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e) =>
        e.Comparison.Ties is { } ties
            ? e.Finding(MistakeKind.TiedWinners,
                $"the {ties.Count} entries that tie are paid {ties.Analytic:g6} in all where {ties.Numeric:g6} is due ({ties.Analytic / ties.Numeric:g4} times). "
                + "Give the gradient of a maximum to one winner or share it among them; do not give all of it to each.")
            : null;
}

/// <summary>Nothing specific, but close: worth saying, because the formula is then nearly right.</summary>
internal sealed class NearMissPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e) =>
        e.Differs && e.RelativeError < 0.05
            ? e.Finding(MistakeKind.NearMiss,
                $"the gradient is off by only {e.RelativeError:0.0e-0} of its size. {(e.RelativeError < 1e-5
                    ? "So small an error is mostly single precision: compute forward and backward pass in double."
                    : "It is the derivative of a slightly different function: another approximation of the same formula, a rounded constant, an eps.")}")
            : null;
}
