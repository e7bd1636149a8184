namespace Makemore;

/// <summary>microgpt and the five programs that lead to it.</summary>
internal sealed class MicrogptLecture : ILecture
{
    private const int Samples = 20;

    /// <inheritdoc/>
    public string Name => "microgpt";

    /// <inheritdoc/>
    public string Summary => "from counting to a GPT in single numbers, six programs.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        string text = Corpora.Names(log: run.Output.WriteLine).Text;
        foreach (var (title, start) in MicrogptLadder.Rungs)
        {
            var ladder = start(text);
            run.Output.WriteLine();
            run.Output.WriteLine(FormattableString.Invariant($"{title} ({ladder.Rung.ParameterCount:N0} parameters)"));
            if (ladder.Rung is Step1Gradients network)
            {
                double difference = Difference(network, ladder.Tokens(0));
                run.Output.WriteLine(FormattableString.Invariant($"the slopes by hand and by nudging differ by {difference:E1} at most"));
            }

            int step = 0;
            foreach (double loss in ladder.Train().Take(run.Steps(MicrogptLadder.Steps)))
            {
                step++;
                if (step <= 5 || step % 200 == 1 || step == MicrogptLadder.Steps)
                {
                    run.Output.WriteLine(FormattableString.Invariant($"step {step,4} / {MicrogptLadder.Steps} | loss {loss:F4}"));
                }

                if (run.Stop.IsCancellationRequested)
                {
                    return;
                }
            }

            run.Output.WriteLine(string.Join(' ', Enumerable.Range(0, Samples).Select(_ => ladder.Sample())));
        }
    }

    private static double Difference(Step1Gradients network, int[] tokens)
    {
        network.AnalyticGradient(tokens, out double[][] analytic);
        return analytic.Zip(network.NumericGradient(tokens), (a, n) => a.Zip(n, (x, y) => Math.Abs(x - y)).Max()).Max();
    }
}
