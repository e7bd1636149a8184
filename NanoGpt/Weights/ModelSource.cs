namespace NanoGpt;

/// <summary>
/// Where a trained model comes from: what <c>--init-from</c> names. Opening looks at headers only and refuses what does not
/// fit together; loading takes the memory.
/// </summary>
public abstract class ModelSource : IDisposable
{
    /// <summary>What <c>--init-from</c> takes.</summary>
    public const string OptionDescription =
        "The model: a folder that train wrote, or its checkpoint; a folder with Hugging Face's config.json and model.safetensors; a .bin of llm.c or llama2.c; or gpt2, gpt2-medium, gpt2-large, gpt2-xl, downloaded once from Hugging Face.";

    /// <summary>Path, format and sizes, for people.</summary>
    public abstract string Description { get; }

    /// <summary>Longest context, in tokens.</summary>
    public abstract int BlockSize { get; }

    /// <summary>Number of tokens that exist.</summary>
    public abstract int VocabSize { get; }

    /// <summary>Rows of the token table in llm.c's files.</summary>
    public virtual int PaddedVocabSize => GptLayout.Padded(VocabSize);

    /// <summary>Whether the file holds numbers of 16 bits.</summary>
    public virtual bool IsBFloat16 => false;

    /// <summary>The characters that the model's tokens stand for, in their order; null: the file does not say.</summary>
    public virtual string? Characters => null;

    /// <summary>What the model's tokens are, to judge by the file.</summary>
    public virtual TokenizerKind Tokenizer => Characters is null && VocabSize is Gpt2Codec.Size or Gpt2Codec.PaddedSize ? TokenizerKind.Gpt2 : TokenizerKind.Characters;

    /// <summary>The name of OpenAI's encoding that the model's tokens are of, where a checkpoint says so; null: it does not.</summary>
    public virtual string? Encoding => null;

    /// <summary>Finds out what a name means and opens it.</summary>
    /// <param name="name">A path, or a name of <see cref="HuggingFaceHub.Names"/>.</param>
    /// <param name="hub">Where names are looked up; null: the data folders and the network.</param>
    /// <exception cref="DataException">There is no such thing, or it is damaged or of a kind that cannot be loaded.</exception>
    public static ModelSource Open(string name, HuggingFaceHub? hub = null)
    {
        if (HuggingFaceHub.Names.Contains(name))
        {
            return HuggingFaceSource.Open((hub ?? new HuggingFaceHub()).Find(name));
        }

        return Directory.Exists(name) ? OpenFolder(name)
            : File.Exists(name) ? OpenFile(name)
            : throw new DataException($"There is no file or folder '{name}' to load a model from, and it is none of {string.Join(", ", HuggingFaceHub.Names)}.");
    }

    /// <summary>Loads the model.</summary>
    /// <param name="device">Where its numbers will lie.</param>
    /// <param name="cropBlockSize">A shorter context; null: the model's own.</param>
    /// <exception cref="DataException">The numbers are damaged, the device has not the memory, or the context would be longer.</exception>
    public LanguageModel Load(Device device, int? cropBlockSize = null)
    {
        if (cropBlockSize is { } size && (size < 1 || size > BlockSize))
        {
            throw new DataException($"The context cannot be cropped to {size}: it must be at least 1 and at most the model's own, {BlockSize}.");
        }

        var model = LoadModel(device);
        return cropBlockSize is not { } shorter || shorter == BlockSize ? model
            : model is not Bigram ? ModelRebuild.With(model, shorter)
            : throw new DataException($"{Description}: a bigram model looks at one token only and has no context to crop.");
    }

    /// <summary>
    /// The options of a training that goes on with this model: its kind, sizes and tokens, whatever was asked for, and a context that is
    /// no longer than its own.
    /// </summary>
    public abstract TrainConfig Follow(TrainConfig config);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Loads the model as it is in the file.</summary>
    protected abstract LanguageModel LoadModel(Device device);

    /// <summary>A GPT whose weights are about to be overwritten.</summary>
    /// <exception cref="DataException">The device has not the memory.</exception>
    private protected static Gpt CreateGpt(GptConfig config, Device device)
    {
        double weights = (double)GptLayout.CountNumbers(config, config.VocabSize);
        MemoryBudget.Require(weights, null, device, "", "model");
        using var skip = Init.Skip();
        return new Gpt(config, new TorchGenerator(), device);
    }

    /// <summary>As <see cref="Follow(TrainConfig)"/>, for the shape of a GPT.</summary>
    private protected TrainConfig Follow(TrainConfig config, GptConfig shape) => config with
    {
        Model = ModelKind.Gpt,
        Tokenizer = Tokenizer,
        VocabSize = shape.VocabSize,
        NLayer = shape.NLayer,
        NHead = shape.NHead,
        NEmbd = shape.NEmbd,
        BlockSize = Math.Min(config.BlockSize, shape.BlockSize),
        Bias = shape.Bias,
        QkvBias = shape.QkvBias,
        HeadBias = shape.HeadBias,
        Activation = shape.Activation,
        TieWeights = shape.TieWeights,
    };

    /// <summary>As <see cref="Follow(TrainConfig)"/>, for the shape of a Llama.</summary>
    private protected TrainConfig Follow(TrainConfig config, LlamaConfig shape) => config with
    {
        Model = ModelKind.Llama,
        Tokenizer = Tokenizer,
        VocabSize = shape.VocabSize,
        NLayer = shape.NLayers,
        NHead = shape.NHeads,
        NKvHead = shape.NKvHeads,
        NEmbd = shape.Dim,
        HiddenDim = shape.HiddenDim,
        BlockSize = Math.Min(config.BlockSize, shape.MaxSeqLen),
        TieWeights = shape.TieWeights,
    };

    private protected static string SizesInWords(GptConfig config) => FormattableString.Invariant(
        $"{config.NLayer} layers, {config.NHead} heads, {config.NEmbd} channels, context {config.BlockSize}, {config.VocabSize} tokens");

    private static ModelSource OpenFolder(string folder) =>
        File.Exists(Path.Combine(folder, HuggingFaceConfig.FileName)) ? HuggingFaceSource.Open(folder)
        : CheckpointFiles.Find(folder) is { } checkpoint ? new CheckpointSource(checkpoint)
        : throw new DataException(
            $"{folder} has no model: neither {HuggingFaceConfig.FileName} with {WeightFiles.SingleName} (Hugging Face), nor {Path.GetFileName(CheckpointFiles.Latest(folder))}, which train writes.");

    private static ModelSource OpenFile(string path)
    {
        switch (FileKinds.Of(path))
        {
            case FileKind.LlmcModel:
                return LlmcSource.Open(path);
            case FileKind.SafeTensors when Checkpoint.IsOne(path):
                return new CheckpointSource(path);
            case FileKind.SafeTensors:
                return HuggingFaceSource.OpenFile(path);
            case FileKind.Llama2c:
            case FileKind.Unknown when Llama2cHeader.SeemsLegacy(path):
                return new Llama2cSource(path);
            case FileKind.PyTorch:
                throw new DataException($"{path} seems to be {FileKinds.Describe(path)}: convert it to safetensors first, with Hugging Face's save_pretrained.");
            default:
                throw new DataException($"{path} is no model that can be loaded: it seems to be {FileKinds.Describe(path)}. {OptionDescription}");
        }
    }
}
