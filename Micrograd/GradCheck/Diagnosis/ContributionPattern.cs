namespace Micrograd;

/// <summary>An entry that is used several times gets the sum of several contributions; here only one of them arrived.</summary>
internal sealed class ContributionPattern : IMistakePattern
{
    public Diagnosis? Recognise(Evidence e)
    {
        if (!e.Differs || e.NumericJacobian is null)
        {
            return null;
        }

        if (e.Same(Each(e, parts => parts[^1]), e.Analytic))
        {
            return e.Finding(MistakeKind.Overwritten,
                $"{Used(e)} Only the last contribution arrived: `=` where `+=` belongs (repeated indices, a broadcast row, a tensor used twice).");
        }

        if (e.Same(Each(e, parts => parts[0]), e.Analytic))
        {
            return e.Finding(MistakeKind.BroadcastSumMissing,
                $"{Used(e)} Only the first contribution arrived: the sum over the broadcast axis (or over repeated indices) is missing.");
        }

        if (e.Same(Each(e, parts => parts.Average()), e.Analytic))
        {
            return e.Finding(MistakeKind.MeanForSum,
                $"{Used(e)} Their mean arrived where their sum belongs: sum over the broadcast axis (or over repeated indices), do not average.");
        }

        return null;
    }

    /// <summary>What the outputs contribute to each entry, c_j dy_j/dx_i in order of j without those that are 0, boiled down to one number.</summary>
    private static double[] Each(Evidence e, Func<double[], double> pick) =>
        [.. e.NumericJacobian!.Select(column => Contributions(e, column) is { Length: > 0 } parts ? pick(parts) : 0)];

    private static double[] Contributions(Evidence e, double[] column) =>
        [.. column.Zip(e.Upstream, (slope, c) => (slope, c)).Where(pair => Math.Abs(pair.slope) > 1e-8).Select(pair => pair.slope * pair.c)];

    private static string Used(Evidence e)
    {
        int most = Enumerable.Range(0, e.Values.Length).MaxBy(i => Contributions(e, e.NumericJacobian![i]).Length);
        return $"{Grid.Entry(e.Name, Grid.Index(most, e.Shape))} goes into {Contributions(e, e.NumericJacobian![most]).Length} outputs.";
    }
}
