namespace Tests;

public class MultinomialTests
{
    private static readonly float[] Weights = [0.6064f, 0.3033f, 0.0903f, 0f, 1.5f, 0.7f];

    [Fact]
    public void BothRulesDrawWhatPyTorchDraws()
    {
        Assert.Equal([0, 4, 4, 4, 0, 0, 1, 5, 4, 5, 0, 4], Singles(MultinomialRule.ExponentialRace));
        Assert.Equal([0, 0, 0, 0, 4, 4, 5, 5, 0, 0, 0, 4], Singles(MultinomialRule.CumulativeSum));

        static int[] Singles(MultinomialRule rule)
        {
            var g = new TorchGenerator(42);
            return [.. Enumerable.Range(0, 12).Select(_ => g.Multinomial<float>(Weights, rule))];
        }
    }

    [Fact]
    public void Many()
    {
        int[] expected = [0, 0, 0, 0, 4, 4, 5, 5, 0, 0, 0, 4, 5, 5, 4, 4, 0, 4, 4, 4];
        Assert.Equal(expected, new TorchGenerator(42).Multinomial<float>(Weights, 20, replacement: true));
        Assert.Equal([0, 1, 4, 5, 2], new TorchGenerator(42).Multinomial<float>(Weights, 5, replacement: false));
        double[] wide = [.. Weights.Select(w => (double)w)];
        Assert.Equal([4, 0, 5, 1, 2], new TorchGenerator(2147483647).Multinomial<double>(wide, 5, replacement: false));
    }

    [Fact]
    public void FirstExampleOfLecture2()
    {
        var g = new TorchGenerator(2147483647);
        var p = new float[3];
        g.Rand(p);
        float sum = p[0] + p[1] + p[2]; // in float, as PyTorch
        for (int i = 0; i < 3; i++)
        {
            p[i] /= sum;
        }

        Assert.Equal([0.606378436088562f, 0.30333879590034485f, 0.0902828499674797f], p);
        int[] expected = [1, 1, 2, 0, 0, 2, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 1, 0, 0];
        Assert.Equal(expected, g.Multinomial<float>(p, 100, replacement: true)[..30]);
    }

    [DataFact("names.txt")]
    public void BigramNamesOfLecture2()
    {
        var counts = new float[27][];
        for (int i = 0; i < 27; i++)
        {
            counts[i] = new float[27];
        }

        foreach (string name in File.ReadAllLines(TestData.File("names.txt")))
        {
            int previous = 0; // 0 is the dot at either end
            foreach (int next in name.Select(c => c - 'a' + 1).Append(0))
            {
                counts[previous][next]++;
                previous = next;
            }
        }

        var g = new TorchGenerator(2147483647);
        var names = Enumerable.Range(0, 5).Select(_ =>
        {
            string name = "";
            int at = 0;
            do
            {
                float sum = counts[at].Sum();
                float[] p = [.. counts[at].Select(n => n / sum)];
                at = g.Multinomial<float>(p, MultinomialRule.CumulativeSum);
                name += at == 0 ? '.' : (char)('a' + at - 1);
            }
            while (at != 0);
            return name;
        });
        Assert.Equal("mor. axx. minaymoryles. kondlaisah. anchshizarie.", string.Join(' ', names));
    }

    [Theory]
    [InlineData(MultinomialRule.ExponentialRace)]
    [InlineData(MultinomialRule.CumulativeSum)]
    public void FrequenciesFollowTheWeights(MultinomialRule rule)
    {
        var g = new TorchGenerator(3);
        var counts = new int[Weights.Length];
        const int Draws = 20_000;
        for (int i = 0; i < Draws; i++)
        {
            counts[g.Multinomial<float>(Weights, rule)]++;
        }

        for (int i = 0; i < Weights.Length; i++)
        {
            Assert.Equal(Weights[i] / Weights.Sum(), counts[i] / (double)Draws, 0.015);
        }

        Assert.Equal(0, counts[3]);
    }

    [Theory]
    [InlineData(new[] { 1f, -1f }, "weight 1 is -1")]
    [InlineData(new[] { float.NaN }, "weight 0 is NaN")]
    [InlineData(new[] { 0f, 0f }, "0 of 2 weights are positive, but 1 are needed")]
    [InlineData(new float[0], "0 of 0 weights are positive")]
    public void BadWeights(float[] weights, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new TorchGenerator(1).Multinomial<float>(weights)).Message);

    [Fact]
    public void TooFewWithoutReplacement() =>
        Assert.Contains("5 of 6", Assert.Throws<ArgumentException>(() => new TorchGenerator(1).Multinomial<float>(Weights, 6, false)).Message);
}
