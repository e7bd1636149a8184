namespace NanoGpt;

/// <summary>A plan as people read it, with the formulas that it comes from.</summary>
internal static class PlanText
{
    private const double Giga = 1e9;

    /// <summary>Writes a plan.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="config">The model and its step.</param>
    /// <param name="share">A rank's share of it.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="machines">What it runs on.</param>
    /// <param name="speed">Tokens a second of one rank alone.</param>
    /// <param name="activations">Bytes that a rank's batch leaves for the backward pass.</param>
    public static void Write(TextWriter output, TrainConfig config, BatchShare share, ScalingPlan plan, ScalingMachines machines, double speed, double activations)
    {
        int n = machines.Ranks;
        Line($"ranks        {n:N0}, each {share.Batches} x {share.Rows} of a step's {config.AccumulationSteps} x {config.BatchSize} sequences of {config.BlockSize}: {config.TokensPerStep:N0} tokens in all");
        Line($"one rank     {speed:N0} tokens/s: its share of a step takes {Time(plan.ComputeSeconds)}");
        Line($"gradients    {plan.GradientBytes / Giga:N3} GB, of which each rank sends 2(N-1)/N: {plan.BytesSent / Giga:N3} GB a step");
        Line($"all-reduce   2(N-1) latency + 2(N-1)/N bytes / bandwidth = {Time(plan.AllReduceSeconds)} (ring; Patarasuk and Yuan 2009)");
        output.WriteLine();
        Line($"{"",-16}{"step",12}{"tokens/s",16}{"efficiency",12}{"memory a rank",16}");
        Row("data-parallel", plan.DataParallelSeconds, plan.DataParallelBytes);
        Row("ZeRO-1", plan.ZeroSeconds, plan.ZeroBytes);
        output.WriteLine();
        Line($"step         arithmetic, and of the exchange what the last batch's backward pass (2/3 of its time) does not hide, at least the token table's");
        Line($"memory       float: 16 bytes a parameter, with ZeRO-1 8 + 8/N; and about {activations / Giga:N2} GB for a batch of {share.Rows} sequences");
        Line($"             mixed precision with float copies would keep 4 + 12/N, {plan.ZeroBytesOfThePaper / Giga:N2} GB (ZeRO, Rajbhandari et al. 2020, table 1)");

        void Row(string name, double seconds, double bytes) =>
            Line($"{name,-16}{Time(seconds),12}{config.TokensPerStep / seconds,16:N0}{100 * plan.Efficiency(seconds),10:F1} %{bytes / Giga,13:N2} GB");

        void Line(FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
    }

    private static string Time(double seconds) => FormattableString.Invariant(seconds < 1 ? (FormattableString)$"{1000 * seconds:N2} ms" : $"{seconds:N3} s");
}
