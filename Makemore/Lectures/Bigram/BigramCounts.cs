namespace Makemore;

/// <summary>Lecture 2's first model: how often each letter follows each other one. Token 0, the dot, begins and ends a name.</summary>
internal sealed class BigramCounts
{
    private readonly int[,] counts;

    /// <summary>Counts the pairs of some names.</summary>
    public BigramCounts(IEnumerable<string> names, Vocabulary letters)
    {
        Letters = letters;
        counts = new int[letters.Size, letters.Size];
        foreach (string name in names)
        {
            foreach (var (first, second) in Pairs(name))
            {
                counts[first, second]++;
            }
        }
    }

    /// <summary>The alphabet.</summary>
    public Vocabulary Letters { get; }

    /// <summary>All pairs that were counted.</summary>
    public int Total => counts.Cast<int>().Sum();

    /// <summary>Pairs of letters that never occurred.</summary>
    public int Zeros => counts.Cast<int>().Count(count => count == 0);

    /// <summary>The pairs and their counts, the most frequent first.</summary>
    public IEnumerable<(string Pair, int Count)> MostFrequent =>
        from first in Enumerable.Range(0, Letters.Size)
        from second in Enumerable.Range(0, Letters.Size)
        orderby counts[first, second] descending
        select (Letters.Decode([first, second]), counts[first, second]);

    /// <summary>A name's neighbours, dots included: "emma" has .e, em, mm, ma and a.</summary>
    public IEnumerable<(int First, int Second)> Pairs(string name)
    {
        int[] tokens = Letters.Encode(NameSplits.End + name + NameSplits.End);
        return tokens.Zip(tokens.Skip(1));
    }

    /// <summary>P(second | first): each row of (counts + smoothing) divided by its sum. (letters, letters).</summary>
    /// <param name="smoothing">Added to each count, so that nothing is impossible.</param>
    public Tensor Probabilities(double smoothing)
    {
        var n = Tensor.From([.. counts.Cast<int>().Select(count => count + smoothing)], [Letters.Size, Letters.Size]);
        return n / n.Sum([1], keepDim: true); // without keepDim the sums would be divided into the columns
    }

    /// <summary>
    /// The mean of -log P over the pairs counted: the loss of this model, in nats a letter. (In double: the sum is over 228,146 numbers.)
    /// </summary>
    public double NegativeLogLikelihood(double smoothing)
    {
        double sum = 0;
        for (int first = 0; first < Letters.Size; first++)
        {
            double row = Enumerable.Range(0, Letters.Size).Sum(second => counts[first, second] + smoothing);
            for (int second = 0; second < Letters.Size; second++)
            {
                int count = counts[first, second];
                sum -= count == 0 ? 0 : count * Math.Log((count + smoothing) / row);
            }
        }

        return sum / Total;
    }

    /// <summary>The same for a name that may be new.</summary>
    public double NegativeLogLikelihood(string name, double smoothing)
    {
        double[] probabilities = Probabilities(smoothing).ToDoubles();
        return Pairs(name).Average(pair => -Math.Log(probabilities[(pair.First * Letters.Size) + pair.Second]));
    }

    /// <summary>The counts as the lecture draws them.</summary>
    public Plot ToPlot()
    {
        string[] names = [.. Letters.Characters.Select(letter => letter.ToString())];
        int[] all = [.. Enumerable.Range(0, Letters.Size)];
        return new HeatMapPlot(
            "How often one letter follows another", "second letter", "first letter", names, names,
            [.. all.Select(first => all.Select(second => (double)counts[first, second]).ToArray())],
            [.. all.Select(first => all.Select(second => $"{names[first]}{names[second]}<br>{counts[first, second]}").ToArray())]);
    }
}
