using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tests;

/// <summary>Expected values and hashes are those of PyTorch 1.13 (CPU, AVX2).</summary>
public class TorchGeneratorTests
{
    [Fact]
    public void RawWordsAreThoseOfTheMersenneTwister()
    {
        var g = new TorchGenerator(137);
        uint[] words = [.. Enumerable.Range(0, 5).Select(_ => g.NextUInt32())];
        Assert.Equal([4053805790, 2173880614, 380293709, 1237255315, 2986595568], words);
    }

    [Fact]
    public void OnlyTheLow32BitsOfTheSeedCount() =>
        Assert.Equal(new TorchGenerator(7).NextUInt32(), new TorchGenerator((1UL << 40) + 7).NextUInt32());

    [Theory]
    [InlineData(42, new[] { 0.88226926f, 0.91500396f, 0.38286376f }, new[] { 0.05815448596142969, 0.06291016742457756, 0.12358607277440903 })]
    [InlineData(2147483647, new[] { 0.70812887f, 0.3542391f, 0.10543233f }, new[] { 0.6650313816112263, 0.843458957224422, 0.723553514275463 })]
    public void Rand(ulong seed, float[] floats, double[] doubles)
    {
        var single = new float[3];
        new TorchGenerator(seed).Rand(single);
        var wide = new double[3];
        new TorchGenerator(seed).Rand(wide);
        Assert.Equal(floats, single);
        Assert.Equal(doubles, wide);
    }

    [Theory]
    [InlineData(42, 1000, "80ff065ee30ad7ac", "13b35fb427f5f8d7")]
    [InlineData(42, 100003, "836c69c27b721ce5", "fa6d3f1cca1f8ba3")]
    [InlineData(2147483647, 1000, "25e2c97bffded48c", "6ccb060ae118ee86")]
    [InlineData(2147483647, 100003, "4ee27885f82b0c44", "49c3e4058b9b0bd5")]
    public void EveryBitOfManyDraws(ulong seed, int count, string rand, string randn)
    {
        var values = new float[count];
        new TorchGenerator(seed).Rand(values);
        Assert.Equal(rand, Hash<float>(values));
        new TorchGenerator(seed).Randn(values);
        Assert.Equal(randn, Hash<float>(values));
    }

    [Theory]
    [InlineData(42, "2fee4f0ce789fb26", "5e588b8638a7dfa3")]
    [InlineData(2147483647, "1a2551dc34ae5c8e", "33e9b90a03098fa6")]
    public void Uniform(ulong seed, string floats, string doubles)
    {
        var single = new float[1000];
        new TorchGenerator(seed).Uniform(single, -0.37, 0.37);
        var wide = new double[1000];
        new TorchGenerator(seed).Uniform(wide, -0.37, 0.37);
        Assert.Equal((floats, doubles), (Hash<float>(single), Hash<double>(wide)));
    }

    [Fact]
    public void UniformDrawsTheWeightsOfALinearLayer()
    {
        // torch.manual_seed(42); torch.nn.Linear(10, 4): weight (4, 10), then bias (4), both from U(-1/sqrt(10), 1/sqrt(10))
        var g = new TorchGenerator(42);
        double bound = 1 / Math.Sqrt(10);
        var weight = new float[40];
        var bias = new float[4];
        g.Uniform(weight, -bound, bound);
        g.Uniform(bias, -bound, bound);
        Assert.Equal([0.24176831543445587f, 0.2624715566635132f, -0.07408346235752106f, 0.29049038887023926f], weight[..4]);
        Assert.Equal([0.08496523648500443f, -0.08575446903705597f, 0.13308684527873993f, 0.28233516216278076f], bias);
    }

    [Fact]
    public void RandInt()
    {
        var values = new int[8];
        new TorchGenerator(42).RandInt(-5, 27, values);
        Assert.Equal([1, 14, 23, 9, 5, 2, 23, 15], values);
        var wide = new long[4];
        new TorchGenerator(42).RandInt(0, (1L << 33) + 1, wide);
        Assert.Equal([2616807296, 7336137569, 1776802322, 1277842614], wide);
    }

    [Fact]
    public void BatchOffsetsOfLecture7()
    {
        var offsets = new int[4];
        new TorchGenerator(1337).RandInt(0, 1003854 - 8, offsets);
        Assert.Equal([76049, 234249, 934904, 560986], offsets);
    }

    [Theory]
    [InlineData(42, new[] { 2, 6, 1, 8, 4, 5, 0, 9, 3, 7 }, "49a2e687ea87dcc6")]
    [InlineData(2147483647, new[] { 1, 9, 7, 4, 0, 5, 6, 8, 3, 2 }, "83f76a9677b2bd46")]
    public void RandPerm(ulong seed, int[] ten, string fiveThousand)
    {
        Assert.Equal(ten, new TorchGenerator(seed).RandPerm(10));
        Assert.Equal(fiveThousand, Hash<int>(new TorchGenerator(seed).RandPerm(5000)));
    }

    [Fact]
    public void Bernoulli()
    {
        var values = new float[12];
        new TorchGenerator(42).Bernoulli(values, 0.8);
        Assert.Equal([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1], values);
    }

    [Fact]
    public void BadArgumentsGetOneSentence()
    {
        var g = new TorchGenerator(1);
        Assert.Contains("[3, 3) is empty", Assert.Throws<ArgumentException>(() => g.RandInt(3, 3)).Message);
        Assert.Contains("must be finite and in order", Assert.Throws<ArgumentException>(() => g.Uniform(new float[1], 1, 0)).Message);
        Assert.Contains("from 0 to 1, not 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => g.Bernoulli(new float[1], 1.5)).Message);
        Assert.Contains("0 or more, not -1", Assert.Throws<ArgumentOutOfRangeException>(() => g.Normal(new float[1], 0, -1)).Message);
    }

    private static string Hash<T>(ReadOnlySpan<T> values) where T : unmanaged =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)))[..16];
}
