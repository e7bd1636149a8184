namespace NanoGpt;

/// <summary>Tokens that mean nothing: how fast a model trains does not depend on what it reads.</summary>
public sealed class RandomTokens : TrainingData
{
    private readonly TokenArray tokens;

    /// <summary>Draws them.</summary>
    /// <param name="vocabSize">How many there are to draw from.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="seed">The same seed gives the same tokens.</param>
    public RandomTokens(int vocabSize, int count, int seed)
    {
        Codec = new NumberCodec(vocabSize);
        var random = new Random(seed);
        int[] drawn = new int[count];
        foreach (ref int token in drawn.AsSpan())
        {
            token = random.Next(vocabSize);
        }

        tokens = new TokenArray(drawn);
    }

    /// <inheritdoc/>
    public override TextCodec Codec { get; }

    /// <inheritdoc/>
    public override string Sha256 => "";

    /// <inheritdoc/>
    public override ITokens Of(Split split) => tokens;
}
