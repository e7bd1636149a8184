using FsCheck;
using FsCheck.Xunit;

namespace Tests;

/// <summary>What must hold for every seed.</summary>
public class GeneratorProperties
{
    [Property]
    public bool UniformDrawsAreInTheHalfOpenUnitInterval(uint seed)
    {
        var floats = new float[700]; // more than one refill of the state
        var doubles = new double[700];
        var g = new TorchGenerator(seed);
        g.Rand(floats);
        g.Rand(doubles);
        var python = new PythonRandom(seed);
        return floats.All(x => x is >= 0 and < 1) && doubles.All(x => x is >= 0 and < 1)
            && Enumerable.Range(0, 700).All(_ => python.Random() is >= 0 and < 1);
    }

    [Property]
    public bool NormalDrawsAreFinite(uint seed, byte size)
    {
        var floats = new float[size];
        var doubles = new double[size];
        new TorchGenerator(seed).Randn(floats);
        new TorchGenerator(seed).Randn(doubles);
        return floats.All(float.IsFinite) && doubles.All(double.IsFinite);
    }

    [Property]
    public bool TorchStateRoundTrips(uint seed, byte warmUp, byte size)
    {
        var g = new TorchGenerator(seed);
        for (int i = 0; i < warmUp * 5; i++)
        {
            g.NextNormal(); // odd counts leave a cached value behind
        }

        byte[] state = g.GetState();
        double[] first = Draws(g, size);
        var other = new TorchGenerator(0);
        other.SetState(state);
        g.SetState(state);
        return first.SequenceEqual(Draws(other, size)) && first.SequenceEqual(Draws(g, size));

        static double[] Draws(TorchGenerator g, int size)
        {
            var normals = new double[size % 20];
            g.Randn(normals);
            return [.. normals, g.NextNormal(), g.NextFloat(), g.NextUInt32()];
        }
    }

    [Property]
    public bool PythonStateRoundTrips(long seed, byte warmUp)
    {
        var r = new PythonRandom(seed);
        for (int i = 0; i < warmUp; i++)
        {
            r.Gauss();
        }

        byte[] state = r.GetState();
        double[] first = [r.Gauss(), r.Gauss(), r.Random()];
        var other = new PythonRandom(0);
        other.SetState(state);
        return first.SequenceEqual([other.Gauss(), other.Gauss(), other.Random()]);
    }

    [Property]
    public bool RandPermIsAPermutation(uint seed, ushort size)
    {
        int n = size % 3000;
        return new TorchGenerator(seed).RandPerm(n).Order().SequenceEqual(Enumerable.Range(0, n));
    }

    [Property]
    public bool RandIntIsInItsRange(uint seed, long a, long b)
    {
        if (a == b)
        {
            b = unchecked(a + 1);
        }

        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        long drawn = new TorchGenerator(seed).RandInt(low, high), python = new PythonRandom(seed).RandRange(low, high);
        return drawn >= low && drawn < high && python >= low && python < high;
    }

    [Property]
    public bool ShuffleKeepsTheItems(long seed, int[] items)
    {
        int[] shuffled = [.. items];
        new PythonRandom(seed).Shuffle(shuffled);
        return items.Order().SequenceEqual(shuffled.Order());
    }

    [Property]
    public bool SampleTakesDistinctPlaces(long seed, ushort size, byte count)
    {
        int n = size % 2000 + 1, k = Math.Min((int)count, n);
        int[] drawn = new PythonRandom(seed).Sample([.. Enumerable.Range(0, n)], k);
        return drawn.Length == k && drawn.Distinct().Count() == k && drawn.All(x => x >= 0 && x < n);
    }

    [Property]
    public bool MultinomialWithoutReplacementIsDistinct(uint seed, byte size)
    {
        float[] weights = [.. Enumerable.Range(1, size + 1).Select(i => (float)i)];
        int[] drawn = new TorchGenerator(seed).Multinomial<float>(weights, weights.Length, replacement: false);
        return drawn.Order().SequenceEqual(Enumerable.Range(0, weights.Length));
    }

    [Fact]
    public void DamagedStatesAreRefused()
    {
        var g = new TorchGenerator(1);
        byte[] state = g.GetState();
        Assert.Contains("not 2508", Assert.Throws<DataException>(() => g.SetState(state[..^1])).Message);
        byte[] badFlag = [.. state];
        badFlag[MersenneTwister.StateBytes] = 7;
        Assert.Contains("flag byte is 7", Assert.Throws<DataException>(() => g.SetState(badFlag)).Message);
        byte[] badPosition = [.. state];
        badPosition[MersenneTwister.StateBytes - 1] = 0x7f;
        Assert.Contains("position from 0 to 624", Assert.Throws<DataException>(() => g.SetState(badPosition)).Message);
        Assert.Equal(state, g.GetState());
    }
}
