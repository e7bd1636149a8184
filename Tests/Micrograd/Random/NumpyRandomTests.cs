namespace Tests;

/// <summary>Expected values are those that numpy's documentation and micrograd's demo are known by.</summary>
public class NumpyRandomTests
{
    [Fact]
    public void Uniform_draws()
    {
        var random = new NumpyRandom(0);
        Assert.Equal([0.5488135039273248, 0.7151893663724195, 0.6027633760716439], [random.Random(), random.Random(), random.Random()]);
        Assert.Equal(0.3745401188473625, new NumpyRandom(42).Random());
    }

    [Fact]
    public void Normal_draws_come_in_pairs()
    {
        var random = new NumpyRandom(0);
        double[] expected = [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675];
        Assert.All(expected, value => Assert.Equal(value, random.Normal(), 1e-15));
        Assert.Equal(10 + (2 * 1.764052345967664), new NumpyRandom(0).Normal(10, 2), 1e-14);
    }

    [Fact]
    public void Shuffled_range()
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        new NumpyRandom(0).Shuffle(items); // np.random.seed(0); np.random.permutation(10)
        Assert.Equal([2, 8, 4, 9, 1, 6, 7, 3, 0, 5], items);
    }
}
