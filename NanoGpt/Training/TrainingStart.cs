namespace NanoGpt;

/// <summary>Where a run begins: with fresh weights, with a model that somebody trained, or where its own checkpoint is.</summary>
/// <param name="Config">The options, which follow the model's sizes.</param>
/// <param name="Source">The model to fine-tune; null: none.</param>
/// <param name="Checkpoint">What to resume; null: nothing.</param>
public sealed record TrainingStart(TrainConfig Config, ModelSource? Source = null, Checkpoint? Checkpoint = null) : IDisposable
{
    /// <summary>What <c>init-from</c> says for fresh weights.</summary>
    public const string Scratch = "scratch";

    /// <summary>What <c>init-from</c> says for the checkpoint in the run's folder.</summary>
    public const string Resume = "resume";

    /// <summary>What tokens stand for where no file beside them says it: what those of the model do; null: a fresh model takes any.</summary>
    public TextCodec? Codec => Checkpoint?.Codec ?? (Source is null ? null : CodecChoice.OrNumbers(Source));

    /// <summary>Who trains together; each rank has its share of every step.</summary>
    public ProcessGroup Group { get; init; } = ProcessGroup.Single;

    /// <summary>Whether the ranks share AdamW's moments, see <see cref="ShardedAdamW"/>.</summary>
    public bool ShardsOptimizer { get; init; }

    /// <summary>The text in the tokens of the model.</summary>
    /// <exception cref="DataException">Nobody knows what the model's tokens stand for, the text has others, or it is not the one of the checkpoint.</exception>
    public TextData Encode(CorpusText corpus) =>
        Checkpoint is not null ? Checkpoint.Encode(corpus.Text)
        : Source is not null ? new TextData(corpus.Text, CodecChoice.Require(Source, corpus))
        : new TextData(corpus.Text, Config.Tokenizer == TokenizerKind.Gpt2 ? new Gpt2Codec() : null);

    /// <inheritdoc/>
    public void Dispose()
    {
        Source?.Dispose();
        Checkpoint?.Dispose();
    }
}
