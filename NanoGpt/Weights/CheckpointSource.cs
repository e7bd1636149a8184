namespace NanoGpt;

/// <summary>A model that <c>train</c> saved.</summary>
public sealed class CheckpointSource : ModelSource
{
    private readonly string path;
    private readonly Checkpoint checkpoint;
    private readonly TrainConfig config;

    /// <summary>Opens a checkpoint.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged, newer than this program, or something else.</exception>
    public CheckpointSource(string path)
    {
        this.path = path;
        checkpoint = Checkpoint.Open(path);
        config = checkpoint.Config();
    }

    /// <inheritdoc/>
    public override string Description => $"{path}: {checkpoint.Step} steps";

    /// <inheritdoc/>
    public override int BlockSize => config.BlockSize;

    /// <inheritdoc/>
    public override int VocabSize => checkpoint.VocabSize;

    /// <inheritdoc/>
    public override string? Characters => checkpoint.Vocabulary?.Characters;

    /// <inheritdoc/>
    public override TokenizerKind Tokenizer => checkpoint.Encoding == Gpt2Codec.EncodingName ? TokenizerKind.Gpt2 : TokenizerKind.Characters;

    /// <inheritdoc/>
    public override string? Encoding => checkpoint.Encoding;

    /// <inheritdoc/>
    public override TrainConfig Follow(TrainConfig config) => this.config.Model switch
    {
        ModelKind.Gpt => Follow(config, this.config.ToGptConfig(VocabSize)),
        ModelKind.Llama => Follow(config, this.config.ToLlamaConfig(VocabSize)),
        _ => config with { Model = this.config.Model, Tokenizer = Tokenizer, VocabSize = VocabSize, BlockSize = BlockSize },
    };

    /// <inheritdoc/>
    public override void Dispose() => checkpoint.Dispose();

    /// <inheritdoc/>
    protected override LanguageModel LoadModel(Device device) => checkpoint.LoadModel(device);
}
