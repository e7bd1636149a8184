namespace Makemore;

/// <summary>Lecture 2: what follows a letter, counted and learned.</summary>
internal sealed class BigramLecture : ILecture
{
    /// <summary>Names that the lecture samples.</summary>
    public const int NameCount = 5;

    /// <summary>The size of a step over all pairs.</summary>
    public const double LearningRate = 50;

    /// <summary>How strongly W is pulled towards 0.</summary>
    public const double Regularization = 0.01;

    private const double LearningRateOfEmma = 0.1;
    private const int Steps = 300;

    /// <inheritdoc/>
    public string Name => "bigram";

    /// <inheritdoc/>
    public string Summary => "lecture 2, which letter follows which, counted and learned.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        string[] names = NameSplits.ReadNames(run.Output.WriteLine);
        var counts = new BigramCounts(names, NameSplits.LettersOf(names));
        run.Output.WriteLine($"{names.Length} names, {counts.Total} bigrams, {counts.Zeros} of {counts.Letters.Size * counts.Letters.Size} never");
        run.Output.WriteLine(string.Join(", ", counts.MostFrequent.Take(6).Select(pair => $"{pair.Pair} {pair.Count}")));
        run.Output.WriteLine(string.Join(' ', Sample(counts.Probabilities(1), counts.Letters)));
        foreach (int smoothing in (int[])[0, 1, 5, 10])
        {
            run.Output.WriteLine($"counts + {smoothing}: loss {counts.NegativeLogLikelihood(smoothing):F6}");
        }

        run.Output.WriteLine($"'andrejq', counts + 1: loss {counts.NegativeLogLikelihood("andrejq", 1):F4}");

        var emma = new BigramNet(counts, ["emma"]);
        run.Output.WriteLine($"network, 'emma': loss {emma.LossByOneHot().Item()}, by index {emma.LossByIndex().Item()}");
        run.Output.WriteLine($"after steps: {string.Join(" ", emma.Train(4, LearningRateOfEmma, 0, run.Stop).Skip(1))}");

        var curves = new List<(string, IReadOnlyList<double>)>();
        foreach (double regularization in (double[])[0, Regularization])
        {
            var net = new BigramNet(counts, names);
            double[] losses = net.Train(run.Steps(Steps), LearningRate, regularization, run.Stop);
            foreach (int step in (int[])[0, 1, 10, 100, 200, 300])
            {
                if (step < losses.Length)
                {
                    run.Output.WriteLine($"network, regularization {regularization}, step {step}: loss {losses[step]:F6}");
                }
            }

            run.Output.WriteLine(string.Join(' ', Sample(net.Probabilities, counts.Letters)));
            curves.Add(($"regularization {regularization}", losses));
        }

        run.SavePage(Name, [counts.ToPlot(), DiagnosticPlots.Losses("Learning what counting gives", curves)]);
    }

    /// <summary>Names from a table of P(second | first), as the lecture's PyTorch drew them: by cumulative sums. Each ends with its dot.</summary>
    public static string[] Sample(Tensor probabilities, Vocabulary letters)
    {
        var g = new TorchGenerator(BigramNet.Seed);
        float[] table = probabilities.ToFloats();
        var names = new string[NameCount];
        for (int i = 0; i < names.Length; i++)
        {
            var name = new List<int>();
            do
            {
                int last = name.Count == 0 ? 0 : name[^1];
                name.Add(g.Multinomial<float>(table.AsSpan(last * letters.Size, letters.Size), MultinomialRule.CumulativeSum));
            }
            while (name[^1] != 0);
            names[i] = letters.Decode([.. name]);
        }

        return names;
    }
}
