namespace Micrograd;

/// <summary>Goes through the known mistakes, the most telling first, for every input whose gradient failed.</summary>
internal static class Doctor
{
    // The order matters where one mistake looks like a special case of another: an eps that is missing in one row is also a constant
    // factor, a constant factor is also a factor for each row.
    private static readonly IMistakePattern[] Patterns =
    [
        new UpstreamPattern(), new ZerosPattern(), new MissingEpsPattern(), new ConstantFactorPattern(), new TransposedPattern(),
        new InvertedMaskPattern(), new DiagonalOnlyPattern(), new ContributionPattern(), new PartlyZeroPattern(), new InputForOutputPattern(),
        new FactorPerEntryPattern(), new FactorPerSlicePattern(), new MissingTermPattern(), new SampleVariancePattern(),
        new GhostDependencePattern(), new TiedWinnersPattern(), new NearMissPattern(),
    ];

    /// <summary>The findings, one for each input that failed and shows a known mistake; else one that gives the worst entry.</summary>
    public static IReadOnlyList<Diagnosis> Examine(
        FunctionUnderTest function, List<InputComparison> comparisons, UpstreamTests linear, double[] outputs, double[] upstream)
    {
        Evidence[] failed =
        [
            .. from comparison in comparisons
               where comparison.CountOf(Verdict.Differs) > 0 || comparison.Ties is not null || linear.FailedInputs.Contains(comparison.Input.Name)
               select new Evidence(function, comparison, linear, outputs, upstream)
        ];
        Diagnosis[] found = [.. failed.Select(Recognise).OfType<Diagnosis>()];
        return found.Length > 0 || failed.Length == 0 ? found : [Unknown(failed[0])];
    }

    private static Diagnosis? Recognise(Evidence evidence) =>
        Patterns.Select(pattern => pattern.Recognise(evidence)).FirstOrDefault(finding => finding is not null);

    private static Diagnosis Unknown(Evidence evidence)
    {
        int worst = evidence.Usable.MaxBy(i => Math.Abs(evidence.Analytic[i] - evidence.Numeric[i]));
        string entry = Grid.Entry(evidence.Name, Grid.Index(worst, evidence.Shape));
        int wrong = evidence.Comparison.CountOf(Verdict.Differs), all = evidence.Analytic.Length;
        return evidence.Finding(MistakeKind.Unknown,
            $"none of the usual mistakes fits. Worst at {entry}: analytic {evidence.Analytic[worst]:g6}, numeric {evidence.Numeric[worst]:g6}. "
            + (2 * wrong <= all ? $"Only {wrong} of {all} entries are wrong: what is special about them (see the map)? " : "")
            + "Derive this one entry by hand, term by term.");
    }
}
