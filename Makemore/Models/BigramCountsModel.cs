namespace Makemore;

/// <summary>
/// The bigram without a network (lecture 2): N[i, j] counts how often token j followed token i, and the logits are
/// ln P with P = (N + 1) / Σ. The 1 is smoothing: what was never seen stays possible.
/// </summary>
public sealed class BigramCountsModel : WordModel
{
    private const double Smoothing = 1;

    private readonly Tensor table;

    /// <summary>A table that has seen nothing: all tokens are equally likely.</summary>
    /// <param name="config">V.</param>
    /// <param name="device">Where it lives; null: the default device.</param>
    public BigramCountsModel(ModelConfig config, Device? device = null)
        : base(config) => table = Parameter("logits", Tensor.Full([VocabSize, VocabSize], -Math.Log(VocabSize), device));

    /// <summary>Counts the bigrams of words, with their start and stop, and forgets earlier counts. It replaces training.</summary>
    public void Fit(CharDataset words)
    {
        var counts = new double[VocabSize * VocabSize];
        Array.Fill(counts, Smoothing);
        for (int i = 0; i < words.Count; i++)
        {
            int before = CharDataset.Stop;
            foreach (int token in words.Tokens(i))
            {
                counts[(before * VocabSize) + token]++;
                before = token;
            }

            counts[(before * VocabSize) + CharDataset.Stop]++;
        }

        for (int row = 0; row < VocabSize; row++)
        {
            var following = counts.AsSpan(row * VocabSize, VocabSize);
            double sum = 0;
            foreach (double count in following)
            {
                sum += count;
            }

            foreach (ref double count in following)
            {
                count = Math.Log(count / sum);
            }
        }

        table.Data = Tensor.From(counts, [VocabSize, VocabSize], table.Device);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => F.Embedding(table, x); // (B, T) to (B, T, V)
}
