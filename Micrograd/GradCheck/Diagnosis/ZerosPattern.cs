namespace Micrograd;

/// <summary>Nothing arrives at all.</summary>
internal sealed class ZerosPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e) =>
        e.Differs && e.Analytic.All(value => value == 0)
            ? e.Finding(MistakeKind.Zeros,
                $"every entry is 0, but the numeric gradient goes up to {e.Scale:g3}. "
                + "The input is detached: its backward function never adds to it, or a copy was made of its numbers on the way.")
            : null;
}

/// <summary>Right in some slices along an axis, zero in all others.</summary>
internal sealed class PartlyZeroPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        bool Zero(int i) => e.Analytic[i] == 0 && !e.IsNothing(e.Numeric[i]);
        bool Right(int i) => e.Comparison.Verdicts[i] != Verdict.Differs;
        if (!e.Usable.Any(Zero) || !e.Usable.All(i => Zero(i) || Right(i)))
        {
            return null;
        }

        for (int axis = 0; axis < e.Shape.Length; axis++)
        {
            int[][] lines = [.. Grid.Lines(e.Shape, axis)];
            int[] arrived = [.. Enumerable.Range(0, e.Shape[axis]).Where(k => lines.All(line => Right(line[k])))];
            bool othersZero = Enumerable.Range(0, e.Shape[axis]).Except(arrived)
                .All(k => lines.All(line => Zero(line[k]) || e.IsNothing(e.Numeric[line[k]])));
            if (arrived.Length > 0 && othersZero)
            {
                return e.Finding(MistakeKind.PartlyZero,
                    $"the gradient is right at index {string.Join(", ", arrived)} of axis {axis} and 0 at all other indices of it. "
                    + "It must reach every one: a sum's gradient is broadcast back over the axis that was summed.");
            }
        }

        return e.Finding(MistakeKind.PartlyZero,
            "the gradient is right except for entries that are 0 and should not be (see the map). "
            + "A loop ends early, a mask is too strict, or a path is detached.");
    }
}

/// <summary>Relu's classic: the gradient passes where it should be blocked, and is blocked where it should pass.</summary>
internal sealed class InvertedMaskPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        int[] wrong = [.. e.Usable.Where(i => e.Comparison.Verdicts[i] == Verdict.Differs)];
        bool swapped = wrong.Length > 1 && wrong.All(i => e.IsNothing(e.Analytic[i]) != e.IsNothing(e.Numeric[i]));
        return swapped && wrong.Any(i => e.IsNothing(e.Numeric[i])) && wrong.Any(i => e.IsNothing(e.Analytic[i]))
            ? e.Finding(MistakeKind.InvertedMask,
                "the gradient is 0 where it should not be, and not 0 where it should. "
                + "The mask (x > 0 in relu) is on the wrong side, or the index (of a maximum, of a row) is wrong.")
            : null;
    }
}
