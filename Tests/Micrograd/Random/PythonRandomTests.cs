namespace Tests;

/// <summary>Expected values are those of CPython 3.11.</summary>
public class PythonRandomTests
{
    [Fact]
    public void OneSequenceOfAllMethods()
    {
        var r = new PythonRandom(42);
        Assert.Equal([0.6394267984578837, 0.025010755222666936, 0.27502931836911926], [r.Random(), r.Random(), r.Random()]);
        double[] gauss = [0.2735990065583831, 1.610071094463357, -0.938051221433234];
        foreach (double expected in gauss)
        {
            Assert.Equal(expected, r.Gauss(), 1e-15);
        }

        Assert.Equal(-1.5653058368529194, r.Uniform(-2, 3));
        Assert.Equal(432, r.RandRange(1000));
        Assert.Equal(1, r.RandInt(1, 6));
        Assert.Equal("abdabddb".ToCharArray(), r.Choices("abcdef".ToCharArray(), 8));
        Assert.Equal("bbabbbacba".ToCharArray(), r.Choices("abc".ToCharArray(), [1, 2, 0.5], 10));
        Assert.Equal([12, 45, 44, 77, 33], r.Sample([.. Enumerable.Range(0, 100)], 5));
        Assert.Equal([711, 7527, 8785, 2045, 6201, 1291], r.Sample([.. Enumerable.Range(0, 10000)], 6));
        Assert.Equal(324493543665ul, r.GetRandBits(40));
        Assert.Equal(26ul, r.GetRandBits(5));
        int[] items = [.. Enumerable.Range(0, 12)];
        r.Shuffle(items);
        Assert.Equal([4, 8, 6, 2, 7, 11, 0, 1, 3, 5, 9, 10], items);
        Assert.Equal(8, r.Choice(items));
    }

    [Theory]
    [InlineData(0, 0.8444218515250481, 7106521602475165645ul)]
    [InlineData(-42, 0.6394267984578837, 2053695854357871005ul)] // the sign does not count
    [InlineData((1L << 40) + 7, 0.6137037779936511, 13785699202830676186ul)]
    [InlineData(long.MinValue, 0.5534639983914199, 7266025828921626888ul)]
    public void Seeds(long seed, double random, ulong bits)
    {
        Assert.Equal(random, new PythonRandom(seed).Random());
        Assert.Equal(bits, new PythonRandom(seed).GetRandBits(64));
    }

    [DataFact("names.txt")]
    public void NamesShuffledAsInMicrogpt()
    {
        string[] names = File.ReadAllLines(TestData.File("names.txt"));
        new PythonRandom(42).Shuffle(names);
        Assert.Equal(["yuheng", "diondre", "xavien", "jori", "juanluis", "erandi", "phia", "samatha"], names[..8]);
    }

    [Fact]
    public void BadArgumentsGetOneSentence()
    {
        var r = new PythonRandom(1);
        Assert.Contains("[5, 5) is empty", Assert.Throws<ArgumentException>(() => r.RandRange(5, 5)).Message);
        Assert.Contains("list is empty", Assert.Throws<ArgumentException>(() => r.Choice(Array.Empty<int>())).Message);
        Assert.Contains("2 items and 1 weights", Assert.Throws<ArgumentException>(() => r.Choices([1, 2], [0.5])).Message);
        Assert.Contains("above zero", Assert.Throws<ArgumentException>(() => r.Choices([1, 2], [0, 0])).Message);
        Assert.Contains("4 of 3", Assert.Throws<ArgumentException>(() => r.Sample([1, 2, 3], 4)).Message);
    }
}
