namespace NanoGpt;

/// <summary>Lecture 7's first model: each token's row of a (V, V) table holds the logits of the next one. It sees one token back.</summary>
public sealed class Bigram : LanguageModel
{
    private readonly Embedding table;

    /// <summary>Draws the table as <c>nn.Embedding</c> does.</summary>
    /// <param name="vocabSize">V.</param>
    /// <param name="blockSize">Length of the training sequences; the model itself needs only one token.</param>
    /// <param name="generator">Where the numbers come from; null: the common generator.</param>
    /// <param name="device">Where the table lives; null: the default device.</param>
    public Bigram(int vocabSize, int blockSize = 8, TorchGenerator? generator = null, Device? device = null)
    {
        table = Child("token_embedding_table", new Embedding(vocabSize, vocabSize, generator, device));
        VocabSize = vocabSize;
        BlockSize = blockSize;
    }

    /// <inheritdoc/>
    public override int BlockSize { get; }

    /// <inheritdoc/>
    public override int VocabSize { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => table.Forward(x);
}
