namespace Micrograd;

/// <summary>
/// PyTorch's CPU generator, to the bit: the same seed and the same calls in the same order give the numbers that
/// <c>torch.manual_seed(seed)</c> gives, so that the lectures' printed losses and samples come out again.
/// Not thread-safe: the order of the draws is the meaning of the seed.
/// </summary>
public sealed partial class TorchGenerator
{
    private const float FloatUnit = 1f / (1 << 24);
    private const double DoubleUnit = 1.0 / (1L << 53);

    private MersenneTwister engine;

    /// <summary>A generator like <c>torch.Generator().manual_seed(seed)</c>; only the low 32 bits of the seed count.</summary>
    public TorchGenerator(ulong seed = 5489) => engine = new MersenneTwister((uint)seed);

    /// <summary>Starts again from a seed, as <c>manual_seed</c> does: the cached normal value is forgotten too.</summary>
    public void ManualSeed(ulong seed)
    {
        engine = new MersenneTwister((uint)seed);
        cachedNormal = null;
    }

    /// <summary>The state for a checkpoint, the cached normal value included.</summary>
    public byte[] GetState() => GeneratorState.Pack(engine, cachedNormal);

    /// <summary>Goes on from a state that <see cref="GetState"/> gave: the same calls give the same draws as then.</summary>
    /// <exception cref="DataException">The bytes are not such a state; the generator is as it was.</exception>
    public void SetState(ReadOnlySpan<byte> state) => cachedNormal = GeneratorState.Unpack(state, engine);

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32() => engine.NextUInt32();

    /// <summary>One float from [0, 1): the low 24 bits of one word, times 2^-24.</summary>
    public float NextFloat() => (engine.NextUInt32() & 0xFFFFFF) * FloatUnit;

    /// <summary>One double from [0, 1): the low 53 bits of two words, times 2^-53.</summary>
    public double NextDouble() => (engine.NextUInt64() & ((1UL << 53) - 1)) * DoubleUnit;

    /// <summary><c>torch.rand</c>: fills with floats from [0, 1).</summary>
    public void Rand(Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = NextFloat();
        }
    }

    /// <summary><c>torch.rand(dtype=float64)</c>: fills with doubles from [0, 1).</summary>
    public void Rand(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = NextDouble();
        }
    }

    /// <summary>
    /// <c>tensor.uniform_(low, high)</c>: x (high - low) + low in float with one rounding for the multiply and the add,
    /// because PyTorch's compiler fuses them. This is what draws <c>nn.Linear</c>'s initial weights.
    /// </summary>
    public void Uniform(Span<float> values, double low, double high)
    {
        CheckBounds(nameof(Uniform), low, high);
        float from = (float)low, width = (float)high - from;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = MathF.FusedMultiplyAdd(NextFloat(), width, from);
        }
    }

    /// <inheritdoc cref="Uniform(Span{float}, double, double)"/>
    public void Uniform(Span<double> values, double low, double high)
    {
        CheckBounds(nameof(Uniform), low, high);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.FusedMultiplyAdd(NextDouble(), high - low, low);
        }
    }

    /// <summary><c>tensor.bernoulli_(p)</c>: 1 with probability p, else 0; one double draw each, compared with p.</summary>
    public void Bernoulli(Span<float> values, double p)
    {
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), $"Bernoulli: a probability is from 0 to 1, not {p}.");
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = NextDouble() < p ? 1 : 0;
        }
    }

    /// <summary>One integer from [low, high), as <c>torch.randint(low, high, (1,))</c>.</summary>
    /// <remarks>PyTorch takes the remainder: one word for ranges below 2^32, two words from there on.</remarks>
    public long RandInt(long low, long high)
    {
        if (low >= high)
        {
            throw new ArgumentException($"RandInt: [{low}, {high}) is empty; the upper end is exclusive and must be above the lower one.");
        }

        ulong range = (ulong)high - (ulong)low;
        ulong draw = range < 1UL << 32 ? engine.NextUInt32() : engine.NextUInt64();
        return (long)(draw % range) + low;
    }

    /// <summary><c>torch.randint(low, high, size)</c>: fills with integers from [low, high).</summary>
    public void RandInt(long low, long high, Span<long> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = RandInt(low, high);
        }
    }

    /// <summary><c>torch.randint(low, high, size)</c> into 32-bit integers, the type of our indices.</summary>
    public void RandInt(int low, int high, Span<int> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (int)RandInt(low, high);
        }
    }

    /// <summary><c>torch.randperm(n)</c>: the numbers 0 .. n-1 in random order (a Fisher-Yates shuffle from the front).</summary>
    public int[] RandPerm(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var order = new int[n];
        for (int i = 0; i < n; i++)
        {
            order[i] = i;
        }

        for (int i = 0; i < n - 1; i++)
        {
            int j = i + (int)(engine.NextUInt32() % (uint)(n - i));
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static void CheckBounds(string operation, double low, double high)
    {
        if (!(low <= high) || !double.IsFinite(high - low))
        {
            throw new ArgumentException($"{operation}: the bounds must be finite and in order, not [{low}, {high}).");
        }
    }
}
