using System.Globalization;
using System.Text.Json;

namespace Makemore;

/// <summary>A run in a <see cref="CheckpointFile"/>: the model and its alphabet, and all that decides the next step.</summary>
public sealed class Checkpoint : IDisposable
{
    private const string Format = "zerotohero-makemore";
    private const int Version = 1;

    private readonly CheckpointFile file;

    private Checkpoint(CheckpointFile file)
    {
        this.file = file;
        Step = file.Parse("step", CheckpointFile.Count);
        Config = file.Parse("config", ToConfig);
        Alphabet = file.Parse("alphabet", text => text.Length > 0 ? new Alphabet([text]) : throw new FormatException());
        BlockSize = file.Parse("block_size", text => CheckpointFile.Count(text) is var size and >= 2 and <= WordList.MaxLength + 1 ? size : throw new FormatException());
    }

    /// <summary>Steps made.</summary>
    public int Step { get; }

    /// <summary>The options of the run.</summary>
    public RunConfig Config { get; }

    /// <summary>The characters that the model knows.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>T: the longest word and its stop.</summary>
    public int BlockSize { get; }

    /// <summary>Whether this was trained on these words, in this order.</summary>
    public bool IsOf(WordData data) => data.Sha256 == file.Text("words_sha256");

    /// <summary>Opens a checkpoint and reads all but the tensors.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged, newer than this program, or something else.</exception>
    public static Checkpoint Open(string path) => CheckpointFile.Open(path, Format, Version, file => new Checkpoint(file));

    /// <summary>Saves the model alone. The file is replaced at once or, if anything goes wrong, not at all.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void SaveModel(string path, Trainer trainer) => Save(path, trainer, null);

    /// <summary>Saves all that a run needs to go on.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void SaveState(string path, Trainer trainer) => Save(path, trainer, trainer.Optimizer);

    /// <summary>The model as it was saved, to use it.</summary>
    public LanguageModel LoadModel(Device device)
    {
        var sizes = Config.Sizes(Alphabet.Size + 1, BlockSize);
        MemoryNeed.Require(Config.Type, sizes, null, device);
        var model = sizes.Create(Config.Type, new TorchGenerator(), device);
        file.Load(model, null);
        model.Training = false;
        return model;
    }

    /// <summary>Sets a fresh run to the saved state.</summary>
    /// <exception cref="DataException">The words or the sizes are others.</exception>
    internal void RestoreInto(Trainer trainer)
    {
        if (!IsOf(trainer.Data))
        {
            Alphabet.Encode(trainer.Data.Alphabet.Characters, "The list of words");
            throw new DataException($"{file.Path} was trained on another list of words: name that one with --input-file, or train anew in another --work-dir.");
        }

        file.Load(trainer.Model, trainer.Optimizer);
        trainer.Generator.SetState(file.Parse("generator", Convert.FromBase64String));
        trainer.Batches.Generator.SetState(file.Parse("sampler", Convert.FromBase64String));
        trainer.Optimizer.Steps = file.Parse("optimizer_steps", CheckpointFile.Count);
        trainer.Step = Step;
        trainer.EvaluatedStep = file.Parse("evaluated_step", CheckpointFile.Count);
        trainer.SampledStep = file.Parse("sampled_step", CheckpointFile.Count);
        trainer.BestTestLoss = file.Parse("best_test_loss", text => double.Parse(text, CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static RunConfig ToConfig(string json)
    {
        var config = JsonSerializer.Deserialize<RunConfig>(json, RunConfig.Json) ?? throw new FormatException();
        config.Validate();
        return config;
    }

    private static void Save(string path, Trainer trainer, AdamW? optimizer)
    {
        var writer = CheckpointFile.Writer(Format, Version, trainer.Model, optimizer);
        writer.Metadata["config"] = JsonSerializer.Serialize(trainer.Config, RunConfig.Json);
        writer.Metadata["alphabet"] = trainer.Data.Alphabet.Characters;
        writer.Metadata["block_size"] = trainer.Data.BlockSize.ToString(CultureInfo.InvariantCulture);
        writer.Metadata["words_sha256"] = trainer.Data.Sha256;
        writer.Metadata["step"] = trainer.Step.ToString(CultureInfo.InvariantCulture);
        writer.Metadata["evaluated_step"] = trainer.EvaluatedStep.ToString(CultureInfo.InvariantCulture);
        writer.Metadata["sampled_step"] = trainer.SampledStep.ToString(CultureInfo.InvariantCulture);
        writer.Metadata["best_test_loss"] = trainer.BestTestLoss.ToString("R", CultureInfo.InvariantCulture);
        writer.Metadata["generator"] = Convert.ToBase64String(trainer.Generator.GetState());
        writer.Metadata["sampler"] = Convert.ToBase64String(trainer.Batches.Generator.GetState());
        writer.Metadata["optimizer_steps"] = trainer.Optimizer.Steps.ToString(CultureInfo.InvariantCulture);
        writer.Save(path);
    }
}
