using System.Numerics;

namespace Micrograd;

/// <summary>
/// CPython's <c>random.Random</c>, to the bit (the methods' algorithms are those of CPython 3.11): the same seed and calls
/// give the same shuffles and draws. The lectures split their data and microgpt draws its weights with it.
/// </summary>
public sealed partial class PythonRandom
{
    private readonly MersenneTwister engine;
    private double? cachedGauss;

    /// <summary><c>random.seed(seed)</c> for an int: its absolute value is the key, 32 bits a word, lowest first.</summary>
    public PythonRandom(long seed)
    {
        ulong key = seed < 0 ? (ulong)-(seed + 1) + 1 : (ulong)seed;
        engine = key >> 32 == 0 ? new MersenneTwister([(uint)key]) : new MersenneTwister([(uint)key, (uint)(key >> 32)]);
    }

    /// <summary>The state for a checkpoint, the cached Gaussian value included.</summary>
    public byte[] GetState() => GeneratorState.Pack(engine, cachedGauss);

    /// <summary>Goes on from a state that <see cref="GetState"/> gave: the same calls give the same draws as then.</summary>
    /// <exception cref="DataException">The bytes are not such a state; the generator is as it was.</exception>
    public void SetState(ReadOnlySpan<byte> state) => cachedGauss = GeneratorState.Unpack(state, engine);

    /// <summary><c>random.random()</c>: a double from [0, 1) of 53 bits, 27 of the first word and 26 of the second.</summary>
    public double Random()
    {
        ulong high = engine.NextUInt32() >> 5, low = engine.NextUInt32() >> 6;
        return ((high << 26) + low) * (1.0 / (1L << 53));
    }

    /// <summary><c>random.getrandbits(bits)</c>, 0 to 64 bits.</summary>
    public ulong GetRandBits(int bits)
    {
        if (bits is < 0 or > 64)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), $"GetRandBits: 0 to 64 bits, not {bits}.");
        }

        if (bits == 0)
        {
            return 0;
        }

        if (bits <= 32)
        {
            return engine.NextUInt32() >> (32 - bits);
        }

        ulong low = engine.NextUInt32(); // above 32 bits the low word comes first
        return ((ulong)(engine.NextUInt32() >> (64 - bits)) << 32) | low;
    }

    /// <summary><c>random.uniform(low, high)</c>: low + (high - low) random().</summary>
    public double Uniform(double low, double high) => low + (high - low) * Random();

    /// <summary><c>random.randrange(start, stop)</c>: an integer from [start, stop).</summary>
    public long RandRange(long start, long stop)
    {
        if (start >= stop)
        {
            throw new ArgumentException($"RandRange: [{start}, {stop}) is empty; the upper end is exclusive and must be above the lower one.");
        }

        return start + (long)Below((ulong)stop - (ulong)start);
    }

    /// <summary><c>random.randrange(stop)</c>: an integer from [0, stop).</summary>
    public long RandRange(long stop) => RandRange(0, stop);

    /// <summary><c>random.randint(low, high)</c>: an integer from [low, high], the upper end included.</summary>
    public long RandInt(long low, long high) => RandRange(low, checked(high + 1));

    /// <summary><c>random.gauss(mean, std)</c>: Box and Muller's pairs; every other call returns the cached second value.</summary>
    public double Gauss(double mean = 0, double std = 1)
    {
        double z;
        if (cachedGauss is { } second)
        {
            z = second;
            cachedGauss = null;
        }
        else
        {
            double theta = Random() * (2 * Math.PI), radius = Math.Sqrt(-2 * Math.Log(1 - Random()));
            z = Math.Cos(theta) * radius;
            cachedGauss = Math.Sin(theta) * radius;
        }

        return mean + z * std;
    }

    /// <summary>Every value below <paramref name="n"/> equally likely: as many bits as n has, drawn again until they are below n.</summary>
    private ulong Below(ulong n)
    {
        int bits = 64 - BitOperations.LeadingZeroCount(n);
        ulong draw;
        do
        {
            draw = GetRandBits(bits);
        }
        while (draw >= n);
        return draw;
    }
}
