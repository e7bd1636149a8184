using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NanoGpt;

/// <summary>
/// A run in a safetensors file: the parameters by their names, AdamW's moments as <c>optimizer.m.NAME</c> and
/// <c>optimizer.v.NAME</c>, and everything else as text in the file's metadata.
/// </summary>
public sealed class Checkpoint : IDisposable
{
    private const string Format = "zerotohero-nanogpt";
    private const int Version = 1;

    private readonly SafeTensorsFile file;

    private Checkpoint(SafeTensorsFile file)
    {
        this.file = file;
        string version = Text("version");
        if (Text("format") != Format || !int.TryParse(version, out int number))
        {
            throw new DataException($"{file.Path} is not a checkpoint of this program.");
        }

        if (number > Version)
        {
            throw new DataException($"{file.Path} was saved by a newer version of this program (format {number}; this one reads up to {Version}): update, or train anew.");
        }

        Step = Parse("step", Count);
        Vocabulary = Parse("vocabulary", text => new Vocabulary(new string([.. Integers(text).Select(code => checked((char)code))])));
    }

    /// <summary>Steps made.</summary>
    public int Step { get; }

    /// <summary>Characters and their tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Opens a checkpoint and reads all but the tensors.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged, newer than this program, or something else.</exception>
    public static Checkpoint Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new DataException($"There is no checkpoint {path}: train first, or name the folder with --out-dir.");
        }

        var file = SafeTensorsFile.Open(path);
        try
        {
            return new Checkpoint(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Saves a run. The file is replaced at once or, if anything goes wrong, not at all.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Save(string path, Trainer trainer)
    {
        var writer = new SafeTensorsWriter
        {
            Metadata =
            {
                ["format"] = Format,
                ["version"] = Version.ToString(CultureInfo.InvariantCulture),
                ["config"] = JsonSerializer.Serialize(trainer.Config, ConfigOption.Json),
                ["step"] = trainer.Step.ToString(CultureInfo.InvariantCulture),
                ["evaluated_step"] = trainer.EvaluatedStep.ToString(CultureInfo.InvariantCulture),
                ["best_val_loss"] = trainer.BestValLoss.ToString("R", CultureInfo.InvariantCulture),
                ["is_best"] = trainer.IsCheckpointBest ? "1" : "0",
                ["generator"] = Convert.ToBase64String(trainer.Generator.GetState()),
                ["dropout_masks"] = (trainer.Model.DropoutSeeds?.Drawn ?? 0).ToString(CultureInfo.InvariantCulture),
                ["next_batch"] = JsonSerializer.Serialize(trainer.Batches.Next),
                ["optimizer_steps"] = trainer.Optimizer.Steps.ToString(CultureInfo.InvariantCulture),
                ["vocabulary"] = JsonSerializer.Serialize(trainer.Data.Vocabulary.Characters.Select(c => (int)c)),
                ["text_sha256"] = trainer.Data.Sha256,
            },
        };
        foreach (var (name, tensor) in NamedTensors(trainer.Model, trainer.Optimizer))
        {
            if (tensor.DType == DType.F64)
            {
                writer.Add(name, tensor.Shape, tensor.ToDoubles());
            }
            else
            {
                writer.Add(name, tensor.Shape, tensor.ToFloats());
            }
        }

        writer.Save(path);
    }

    /// <summary>The options of the run, with some overridden.</summary>
    /// <exception cref="DataException">An option is out of range.</exception>
    public TrainConfig Config(JsonObject? overrides = null) => Presets.FromJson(Text("config"), $"{file.Path}, 'config'", overrides ?? []);

    /// <summary>The model as it was saved, for sampling.</summary>
    public LanguageModel LoadModel(Device device)
    {
        var config = Config();
        MemoryNeed.Require(config, Vocabulary.Size, device, trains: false);
        var model = ModelFactory.Create(config, Vocabulary.Size, new TorchGenerator(), device);
        Load(NamedTensors(model, null));
        return model;
    }

    /// <summary>Sets a fresh run to the saved state.</summary>
    /// <exception cref="DataException">The text or the sizes are others.</exception>
    internal void RestoreInto(Trainer trainer)
    {
        if (trainer.Data.Sha256 != Text("text_sha256"))
        {
            throw new DataException($"{file.Path} was trained on another text: name that one with --data, or train anew in another --out-dir.");
        }

        Load(NamedTensors(trainer.Model, trainer.Optimizer));
        trainer.Batches.RestoreNext(Parse("next_batch", Integers));
        trainer.Generator.SetState(Parse("generator", Convert.FromBase64String));
        if (trainer.Model.DropoutSeeds is { } seeds)
        {
            seeds.Drawn = Parse("dropout_masks", uint.Parse);
        }

        trainer.Optimizer.Steps = Parse("optimizer_steps", Count);
        trainer.Step = Step;
        trainer.EvaluatedStep = Parse("evaluated_step", int.Parse);
        trainer.BestValLoss = Parse("best_val_loss", text => double.Parse(text, CultureInfo.InvariantCulture));
        trainer.IsCheckpointBest = Text("is_best") == "1";
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static IEnumerable<(string Name, Tensor Tensor)> NamedTensors(LanguageModel model, AdamW? optimizer)
    {
        var names = model.NamedParameters.ToDictionary(parameter => parameter.Tensor, parameter => parameter.Name);
        foreach (var (tensor, name) in names)
        {
            yield return (name, tensor);
        }

        for (int i = 0; i < (optimizer?.Parameters.Count ?? 0); i++)
        {
            string name = names[optimizer!.Parameters[i]];
            yield return ($"optimizer.m.{name}", optimizer.FirstMoments[i]);
            yield return ($"optimizer.v.{name}", optimizer.SecondMoments[i]);
        }
    }

    private void Load(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        foreach (var (name, tensor) in tensors)
        {
            if (!file[name].Shape.SequenceEqual(tensor.Shape.ToArray()))
            {
                throw new DataException(
                    $"{file.Path}: '{name}' has the shape {Shapes.Format([.. file[name].Shape])}, the model expects {Shapes.Format(tensor.Shape)}. "
                    + "The model's sizes cannot change when a run goes on: leave those options off.");
            }

            using var scope = Tensor.Scope();
            tensor.Data = Tensor.From(file.ReadDoubles(name), tensor.Shape, tensor.Device);
        }
    }

    private static int Count(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int[] Integers(string text) => JsonSerializer.Deserialize<int[]>(text) ?? [];

    private string Text(string key) => file.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new DataException($"{file.Path} is not a checkpoint of this program: it has no '{key}'.");

    private T Parse<T>(string key, Func<string, T> parse)
    {
        try
        {
            return parse(Text(key));
        }
        catch (Exception e) when (e is FormatException or OverflowException or JsonException or ArgumentException or DataException)
        {
            throw new DataException($"{file.Path} is damaged: its '{key}' cannot be read; use another checkpoint, or train anew.", e);
        }
    }
}
