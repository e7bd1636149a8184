using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary>A run in a <see cref="CheckpointFile"/>: all that decides the next step.</summary>
public sealed class Checkpoint : IDisposable
{
    private const string Format = "zerotohero-nanogpt";
    private const int Version = 2; // 1 knew characters only

    private readonly CheckpointFile file;
    private readonly int tokenCount; // where they are no characters

    private Checkpoint(CheckpointFile file)
    {
        this.file = file;
        Step = file.Parse("step", CheckpointFile.Count);
        bool saysTokens = file.Has("tokens") || file.Has("vocabulary");
        Encoding = file.Has("encoding") ? file.Parse("encoding", KnownEncoding)
            : !saysTokens && Config().Tokenizer == TokenizerKind.Gpt2 ? Gpt2Codec.EncodingName : null;
        tokenCount = file.Has("tokens") ? file.Parse("tokens", CheckpointFile.Count) : Gpt2Codec.Size;
        if (file.Has("vocabulary") || (Encoding is null && !file.Has("tokens")))
        {
            Vocabulary = file.Parse("vocabulary", text => new Vocabulary(new string([.. CheckpointFile.Integers(text).Select(code => checked((char)code))])));
        }
    }

    /// <summary>Steps made.</summary>
    public int Step { get; }

    /// <summary>Characters and their tokens; null: the tokens are others.</summary>
    public Vocabulary? Vocabulary { get; }

    /// <summary>The name of OpenAI's encoding that made the tokens; null: they are others.</summary>
    public string? Encoding { get; }

    /// <summary>What the tokens stand for.</summary>
    public TextCodec Codec =>
        Vocabulary is not null ? new CharacterCodec(Vocabulary)
        : Encoding == Gpt2Codec.EncodingName ? new Gpt2Codec()
        : Encoding is not null ? new RankCodec(MinBpe.Tiktoken.Get(Encoding))
        : new NumberCodec(tokenCount);

    /// <summary>Rows of the token table.</summary>
    public int VocabSize => Config().RowsFor(Vocabulary?.Size ?? tokenCount);

    /// <summary>Whether a safetensors file is a checkpoint of this program, of whatever version.</summary>
    /// <exception cref="DataException">It cannot be opened, or is no safetensors file.</exception>
    public static bool IsOne(string path)
    {
        using var opened = SafeTensorsFile.Open(path);
        return opened.Metadata.TryGetValue("format", out string? format) && format == Format;
    }

    /// <summary>Opens a checkpoint and reads all but the tensors.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged, newer than this program, or something else.</exception>
    public static Checkpoint Open(string path) => CheckpointFile.Open(path, Format, Version, file => new Checkpoint(file));

    /// <summary>Saves a run. The file is replaced at once or, if anything goes wrong, not at all.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Save(string path, Trainer trainer)
    {
        var writer = CheckpointFile.Writer(Format, Version, trainer.Model, trainer.Optimizer);
        writer.Metadata["config"] = JsonSerializer.Serialize(trainer.Config, ConfigOption.Json);
        writer.Metadata["step"] = trainer.Step.ToString(CultureInfo.InvariantCulture);
        writer.Metadata["evaluated_step"] = trainer.EvaluatedStep.ToString(CultureInfo.InvariantCulture);
        writer.Metadata["best_val_loss"] = trainer.BestValLoss.ToString("R", CultureInfo.InvariantCulture);
        writer.Metadata["is_best"] = trainer.IsCheckpointBest ? "1" : "0";
        writer.Metadata["generator"] = Convert.ToBase64String(trainer.Generator.GetState());
        writer.Metadata["dropout_masks"] = (trainer.Model.DropoutSeeds?.Drawn ?? 0).ToString(CultureInfo.InvariantCulture);
        writer.Metadata["next_batch"] = JsonSerializer.Serialize(trainer.Batches.Next);
        writer.Metadata["batches_drawn"] = trainer.Batches.Drawn.ToString(CultureInfo.InvariantCulture);
        writer.Metadata["optimizer_steps"] = trainer.Optimizer.Steps.ToString(CultureInfo.InvariantCulture);
        if (trainer.Data.Codec is CharacterCodec { Vocabulary: var vocabulary })
        {
            writer.Metadata["vocabulary"] = JsonSerializer.Serialize(vocabulary.Characters.Select(c => (int)c));
        }
        else
        {
            writer.Metadata["tokens"] = trainer.Data.Codec.TokenCount.ToString(CultureInfo.InvariantCulture);
        }

        if (trainer.Data.Codec is RankCodec { IsNamed: true } named)
        {
            writer.Metadata["encoding"] = named.Encoding;
        }

        writer.Metadata["text_sha256"] = trainer.Data.Sha256;
        writer.Save(path);
    }

    /// <summary>What the other ranks do while the first one saves: they give it the moments that they have of the optimizer.</summary>
    public static void HelpToSave(Trainer trainer) => CheckpointFile.HelpToWrite(trainer.Model, trainer.Optimizer);

    /// <summary>The options of the run, with some overridden.</summary>
    /// <exception cref="DataException">An option is out of range.</exception>
    public TrainConfig Config(JsonObject? overrides = null) => Presets.FromJson(file.Text("config"), $"{file.Path}, 'config'", overrides ?? []);

    /// <summary>The model as it was saved, for sampling.</summary>
    public LanguageModel LoadModel(Device device)
    {
        var config = Config();
        MemoryNeed.Require(config, VocabSize, device, trains: false);
        using var skip = Init.Skip();
        var model = ModelFactory.Create(config, VocabSize, new TorchGenerator(), device);
        file.Load(model, null);
        return model;
    }

    /// <summary>The text of the run as its tokens.</summary>
    /// <exception cref="DataException">It was another text.</exception>
    public TextData Encode(string text)
    {
        RequireText(TextData.Hash(text));
        return new TextData(text, Codec);
    }

    /// <summary>Sets a fresh run to the saved state.</summary>
    /// <exception cref="DataException">The text or the sizes are others.</exception>
    internal void RestoreInto(Trainer trainer)
    {
        RequireText(trainer.Data.Sha256);
        file.Load(trainer.Model, trainer.Optimizer);
        trainer.Batches.RestoreNext(
            file.Parse("next_batch", text => JsonSerializer.Deserialize<long[]>(text) ?? []),
            file.Has("batches_drawn") ? file.Parse("batches_drawn", long.Parse) : 0); // older checkpoints have random places only, which need it not
        trainer.Generator.SetState(file.Parse("generator", Convert.FromBase64String));
        if (trainer.Model.DropoutSeeds is { } seeds)
        {
            seeds.Drawn = file.Parse("dropout_masks", uint.Parse);
        }

        trainer.Optimizer.Steps = file.Parse("optimizer_steps", CheckpointFile.Count);
        trainer.Step = Step;
        trainer.EvaluatedStep = file.Parse("evaluated_step", int.Parse);
        trainer.BestValLoss = file.Parse("best_val_loss", text => double.Parse(text, CultureInfo.InvariantCulture));
        trainer.IsCheckpointBest = file.Text("is_best") == "1";
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private void RequireText(string sha256)
    {
        if (sha256 != file.Text("text_sha256"))
        {
            throw new DataException($"{file.Path} was trained on another text: name that one with --data, or train anew in another --out-dir.");
        }
    }

    /// <summary>An encoding's name, for <see cref="CheckpointFile.Parse"/>.</summary>
    private static string KnownEncoding(string name) => MinBpe.Tiktoken.Names.Contains(name) ? name : throw new FormatException();
}
