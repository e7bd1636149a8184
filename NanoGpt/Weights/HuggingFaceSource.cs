namespace NanoGpt;

/// <summary>A GPT-2 in a folder as Hugging Face's save_pretrained writes it.</summary>
public sealed class HuggingFaceSource : ModelSource
{
    private readonly GptConfig config;
    private readonly WeightFiles files;

    private HuggingFaceSource(string configPath, Func<WeightFiles> open)
    {
        (config, Characters) = HuggingFaceConfig.Read(configPath);
        files = open();
        try
        {
            HuggingFaceWeights.Check(config, files);
            if (Characters is { } characters && characters.Length > config.VocabSize)
            {
                throw new DataException($"{configPath} has {characters.Length} characters for a vocabulary of {config.VocabSize}.");
            }
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Description => $"{files.Path}: Hugging Face, {SizesInWords(config)}";

    /// <inheritdoc/>
    public override int BlockSize => config.BlockSize;

    /// <inheritdoc/>
    public override int VocabSize => config.VocabSize;

    /// <inheritdoc/>
    public override string? Characters { get; }

    /// <summary>Opens a folder with config.json and the weights in one file or several.</summary>
    /// <exception cref="DataException">A file is missing or damaged, or they do not fit each other.</exception>
    public static HuggingFaceSource Open(string folder) =>
        new(Path.Combine(folder, HuggingFaceConfig.FileName), () => WeightFiles.OpenFolder(folder));

    /// <summary>Opens a safetensors file with a config.json beside it.</summary>
    /// <exception cref="DataException">A file is missing or damaged, or they do not fit each other.</exception>
    public static HuggingFaceSource OpenFile(string path)
    {
        string config = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, HuggingFaceConfig.FileName);
        return File.Exists(config) ? new HuggingFaceSource(config, () => new WeightFiles(path)) : throw new DataException(
            $"{path} has weights, but there is no {HuggingFaceConfig.FileName} beside it to say how many heads and layers they make: put Hugging Face's there.");
    }

    /// <inheritdoc/>
    public override TrainConfig Follow(TrainConfig config) => Follow(config, this.config);

    /// <inheritdoc/>
    public override void Dispose() => files.Dispose();

    /// <inheritdoc/>
    protected override LanguageModel LoadModel(Device device)
    {
        var model = CreateGpt(config, device);
        HuggingFaceWeights.Load(model, files);
        return model;
    }
}
