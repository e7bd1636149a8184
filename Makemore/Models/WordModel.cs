namespace Makemore;

/// <summary>What the models of words share: their sizes, and a check of what they are given.</summary>
/// <param name="config">The sizes.</param>
public abstract class WordModel(ModelConfig config) : LanguageModel
{
    /// <summary>The sizes.</summary>
    public ModelConfig Config { get; } = config;

    /// <inheritdoc/>
    public override int BlockSize => Config.BlockSize;

    /// <inheritdoc/>
    public override int VocabSize => Config.VocabSize;

    /// <summary>The number of positions of (B, T) tokens.</summary>
    /// <exception cref="ShapeException">More than the context.</exception>
    protected int Length(Tensor tokens) => tokens.Shape[1] <= BlockSize
        ? tokens.Shape[1]
        : throw new ShapeException($"The model's context is {BlockSize} tokens; {tokens.Shape[1]} do not fit.");
}
