namespace Makemore;

/// <summary>How far a gradient by hand is from the tape's.</summary>
/// <param name="Name">Whose gradient.</param>
/// <param name="IsExact">The same bits everywhere.</param>
/// <param name="MaxDifference">The largest distance of two elements.</param>
internal sealed record GradientComparison(string Name, bool IsExact, double MaxDifference)
{
    /// <summary>Up to here the two only rounded differently.</summary>
    public const double Tolerance = 1e-6;

    /// <summary>Whether they are the same up to rounding.</summary>
    public bool IsApproximate => MaxDifference <= Tolerance;

    /// <summary>Compares.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static GradientComparison Of(HandGradient gradient) => Of(gradient.Of.Name, gradient.ByHand, gradient.Of.Grad!);

    /// <inheritdoc cref="Of(HandGradient)"/>
    public static GradientComparison Of(string name, Tensor byHand, Tensor byTape)
    {
        if (!byHand.Shape.SequenceEqual(byTape.Shape))
        {
            throw new ShapeException($"The gradient of {name} by hand has the shape {Shapes.Format(byHand.Shape)}, the tape's {Shapes.Format(byTape.Shape)}.");
        }

        double[] hand = byHand.ToDoubles(), tape = byTape.ToDoubles();
        double difference = hand.Zip(tape, (ours, theirs) => Math.Abs(ours - theirs)).Max();
        return new GradientComparison(name, hand.SequenceEqual(tape), difference);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name,-15} | exact: {IsExact,-5} | approximate: {IsApproximate,-5} | maxdiff: {MaxDifference:E2}";
}
