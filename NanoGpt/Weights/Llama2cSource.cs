namespace NanoGpt;

/// <summary>A Llama in a checkpoint of llama2.c. What its tokens stand for is in another file, llama2.c's tokenizer.</summary>
public sealed class Llama2cSource : ModelSource
{
    private readonly string path;
    private readonly Llama2cHeader header;

    /// <summary>Opens a checkpoint and checks that its sizes fit it.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged, or something else.</exception>
    public Llama2cSource(string path)
    {
        using var file = InputFile.OpenRead(path);
        this.path = path;
        header = Llama2cHeader.Read(file);
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant(
        $"{path}: llama2.c, {(header.Version == 0 ? "legacy" : "version 1")}, {Shape.NLayers} layers, {Shape.NHeads} heads, {Shape.NKvHeads} of keys, {Shape.Dim} channels, context {BlockSize}, {VocabSize} tokens");

    /// <inheritdoc/>
    public override int BlockSize => Shape.MaxSeqLen;

    /// <inheritdoc/>
    public override int VocabSize => Shape.VocabSize;

    private LlamaConfig Shape => header.Config;

    /// <inheritdoc/>
    public override TrainConfig Follow(TrainConfig config) => Follow(config, Shape);

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override LanguageModel LoadModel(Device device) => Llama2cFile.Load(path, device);
}
