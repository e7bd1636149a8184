namespace Micrograd;

/// <summary>Softmax taken for a pointwise function: dx_i = c_i dy_i/dx_i, without the other outputs.</summary>
internal sealed class DiagonalOnlyPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        if (!e.Differs || e.NumericJacobian is not { } jacobian || !e.Shape.SequenceEqual(e.OutputShape))
        {
            return null;
        }

        double[] diagonal = [.. jacobian.Select((column, i) => column[i] * e.Upstream[i])];
        return e.Same(diagonal, e.Analytic)
            ? e.Finding(MistakeKind.DiagonalOnly,
                "only the diagonal of the Jacobian was used: each entry moves its own output and, so the numeric gradient shows, others as well. "
                + "Add the terms off the diagonal (softmax: - y_i sum_j c_j y_j).")
            : null;
    }
}

/// <summary>The gradient reaches inputs that the output does not depend on.</summary>
internal sealed class GhostDependencePattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        if (!e.Differs || e.NumericJacobian is not { } numeric || e.AnalyticJacobian is not { } analytic)
        {
            return null;
        }

        double scale = numeric.SelectMany(column => column).Max(Math.Abs);
        (int Entry, int Output)[] ghosts =
        [
            .. from i in Enumerable.Range(0, numeric.Length)
               from j in Enumerable.Range(0, e.Outputs.Length)
               where Math.Abs(numeric[i][j]) <= 1e-9 * scale && Math.Abs(analytic[i][j]) > 1e-6 * scale
               select (i, j)
        ];
        if (ghosts.Length == 0)
        {
            return null;
        }

        string output = Grid.Entry("output", Grid.Index(ghosts[0].Output, e.OutputShape));
        string entry = Grid.Entry(e.Name, Grid.Index(ghosts[0].Entry, e.Shape));
        string seen = $"the gradient of {output} reaches {entry}, which that output does not depend on.";
        for (int axis = 0; axis < Math.Min(e.Shape.Length, e.OutputShape.Length); axis++)
        {
            if (e.Shape[axis] == e.OutputShape[axis]
                && ghosts.All(ghost => Grid.Index(ghost.Output, e.OutputShape)[axis] < Grid.Index(ghost.Entry, e.Shape)[axis]))
            {
                return e.Finding(MistakeKind.GhostDependence,
                    $"{seen} All such places lie later on axis {axis} than the output: the causal mask of the forward pass is missing in the backward pass.");
            }
        }

        // A wrong formula is seldom 0 where it should be; a mask is only to blame if all the rest is right.
        bool restIsRight = ghosts.Length == Enumerable.Range(0, numeric.Length).Sum(i =>
            numeric[i].Zip(analytic[i]).Count(pair => Math.Abs(pair.First - pair.Second) > 1e-6 * scale));
        return restIsRight ? e.Finding(MistakeKind.GhostDependence, $"{seen} A mask of the forward pass is missing in the backward pass.") : null;
    }
}
