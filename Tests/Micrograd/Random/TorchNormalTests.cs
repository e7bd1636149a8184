namespace Tests;

/// <summary>The two rules of <c>randn</c>; the values are PyTorch's own and llm.c's (rand.h, seed 137).</summary>
public class TorchNormalTests
{
    [Fact]
    public void FewerThan16ComeInPairsOfWhichOneIsCached()
    {
        var g = new TorchGenerator(42);
        Assert.Equal([0.33669036626815796f, 0.12880940735340118f, 0.23446236550807953f], Randn(g, 3));
        Assert.Equal([0.23033303022384644f, -1.1228563785552979f, -0.18632829189300537f], Randn(g, 3));
        Assert.Equal([2.2082014083862305f, -0.637997031211853f, 0.46165722608566284f, 0.2673508822917938f], Randn(g, 4));
    }

    [Fact]
    public void From16OnInBlocks()
    {
        float[] values = Randn(new TorchGenerator(42), 16);
        Assert.Equal([1.9269152879714966f, 1.4872840642929077f, 0.9007171988487244f, -2.1055209636688232f], values[..4]);
    }

    [Fact]
    public void MixedWithRawWordsAsInLlmC()
    {
        var g = new TorchGenerator(137);
        for (int i = 0; i < 5; i++)
        {
            g.NextUInt32();
        }

        AssertClose([0.79476643f, 1.43693173f, -0.22921921f, 0.47556326f, -0.63344109f, -0.57919538f, -0.09257048f, -0.86591971f], Randn(g, 8), 2e-8f);
        Assert.Equal(2186503452u, g.NextUInt32());
        float[] expected =
        [
            -1.28138781f, -2.64639568f, -0.06569503f, 0.21808295f, -0.46536165f, -0.33108410f, 2.54854822f, 0.10425380f,
            0.84606600f, 0.94624484f, -0.29137650f, 0.34313807f, -1.11867046f, -0.18305328f, -2.31531596f, 0.39619878f,
        ];
        AssertClose(expected, Randn(g, 16), 1e-6f); // llm.c has the exact functions, PyTorch polynomials
        Assert.Equal(2756748748u, g.NextUInt32());

        static void AssertClose(float[] expected, float[] actual, float tolerance)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], actual[i], tolerance);
            }
        }
    }

    [Fact]
    public void InDouble()
    {
        var values = new double[17];
        new TorchGenerator(42).Normal(values, 0.3, 1.7);
        double[] expected = [0.8092456891754483, 2.857772868653953, 0.36533990504770253, 0.7240001954756801];
        int[] at = [0, 1, 8, 16];
        for (int i = 0; i < at.Length; i++)
        {
            Assert.Equal(expected[i], values[at[i]], 1e-14);
        }

        var g = new TorchGenerator(42);
        var three = new double[3];
        var two = new double[2];
        g.Randn(three);
        g.Randn(two);
        double[] pairs = [0.33669035438385886, 0.1288094051365897, 0.23446236336153173, 0.2303330279146119, -1.1228563767381703];
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(pairs[i], i < 3 ? three[i] : two[i - 3], 1e-14);
        }
    }

    [Fact]
    public void AnIncompleteBlockDrawsTheLast16Again()
    {
        // 17 values: 17 uniforms and 16 more; so the next raw word is the 34th
        var g = new TorchGenerator(5);
        Randn(g, 17);
        var raw = new TorchGenerator(5);
        for (int i = 0; i < 33; i++)
        {
            raw.NextUInt32();
        }

        Assert.Equal(raw.NextUInt32(), g.NextUInt32());
    }

    [Fact]
    public void MeanAndStandardDeviation()
    {
        var values = new float[100_000];
        new TorchGenerator(1).Normal(values, 2, 0.5);
        double mean = values.Average(v => (double)v), std = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(2, mean, 0.01);
        Assert.Equal(0.5, std, 0.01);
    }

    private static float[] Randn(TorchGenerator g, int count)
    {
        var values = new float[count];
        g.Randn(values);
        return values;
    }
}
