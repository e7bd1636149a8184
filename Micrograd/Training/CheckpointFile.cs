using System.Globalization;
using System.Text.Json;

namespace Micrograd;

/// <summary>
/// A run in a safetensors file: a model's numbers by their names, AdamW's moments as <c>optimizer.m.NAME</c> and
/// <c>optimizer.v.NAME</c>, and everything else as text in the file's metadata.
/// </summary>
public sealed class CheckpointFile : IDisposable
{
    private readonly SafeTensorsFile file;

    private CheckpointFile(SafeTensorsFile file, string format, int newest)
    {
        this.file = file;
        string version = Text("version");
        if (Text("format") != format || !int.TryParse(version, out int number))
        {
            throw new DataException($"{file.Path} is not a checkpoint of this program.");
        }

        if (number > newest)
        {
            throw new DataException($"{file.Path} was saved by a newer version of this program (format {number}; this one reads up to {newest}): update, or train anew.");
        }
    }

    /// <summary>The path that was opened.</summary>
    public string Path => file.Path;

    /// <summary>Opens a checkpoint; the tensors stay in the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">What the program that wrote it calls its checkpoints.</param>
    /// <param name="newest">The newest version of that format that can be read.</param>
    /// <exception cref="DataException">It is missing, cut off, damaged, newer than this program, or something else.</exception>
    public static CheckpointFile Open(string path, string format, int newest)
    {
        if (!File.Exists(path))
        {
            throw new DataException($"There is no checkpoint {path}: train first, or name the folder with --out-dir.");
        }

        var file = SafeTensorsFile.Open(path);
        try
        {
            return new CheckpointFile(file, format, newest);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A file to save at once: floats are read tensor by tensor as they are written, so that a large model need not lie in memory twice.</summary>
    /// <param name="format">What the program calls its checkpoints.</param>
    /// <param name="version">The format's version.</param>
    /// <param name="model">What was learned.</param>
    /// <param name="optimizer">Its moments are kept too; null: the model alone.</param>
    public static SafeTensorsWriter Writer(string format, int version, Module model, AdamW? optimizer)
    {
        var writer = new SafeTensorsWriter { Metadata = { ["format"] = format, ["version"] = version.ToString(CultureInfo.InvariantCulture) } };
        foreach (var (name, tensor) in NamedTensors(model, optimizer))
        {
            if (tensor.DType == DType.F64)
            {
                writer.Add(name, tensor.Shape, tensor.ToDoubles());
            }
            else
            {
                writer.Add(name, tensor.Shape, tensor.ToFloats);
            }
        }

        return writer;
    }

    /// <summary>A text of the metadata.</summary>
    /// <exception cref="DataException">There is none of this name.</exception>
    public string Text(string key) => file.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new DataException($"{file.Path} is not a checkpoint of this program: it has no '{key}'.");

    /// <summary>Whether the metadata have a text of this name; older checkpoints lack some.</summary>
    public bool Has(string key) => file.Metadata.ContainsKey(key);

    /// <summary>A text of the metadata as what it means.</summary>
    /// <exception cref="DataException">There is none, or it cannot be read.</exception>
    public T Parse<T>(string key, Func<string, T> parse)
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

    /// <summary>A number of things, for <see cref="Parse"/>.</summary>
    public static int Count(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A JSON array of whole numbers, for <see cref="Parse"/>.</summary>
    public static int[] Integers(string text) => JsonSerializer.Deserialize<int[]>(text) ?? [];

    /// <summary>Sets a model, and its optimizer's moments, to the numbers in the file.</summary>
    /// <exception cref="DataException">A tensor is missing or has another shape.</exception>
    public void Load(Module model, AdamW? optimizer)
    {
        foreach (var (name, tensor) in NamedTensors(model, optimizer))
        {
            if (!file[name].Shape.SequenceEqual(tensor.Shape.ToArray()))
            {
                throw new DataException(
                    $"{file.Path}: '{name}' has the shape {Shapes.Format([.. file[name].Shape])}, the model expects {Shapes.Format(tensor.Shape)}. "
                    + "The model's sizes cannot change when a run goes on: leave those options off.");
            }

            using var scope = Tensor.Scope();
            tensor.Data = tensor.DType == DType.F64
                ? Tensor.From(file.ReadDoubles(name), tensor.Shape, tensor.Device)
                : Tensor.From(file.ReadFloats(name), tensor.Shape, tensor.Device);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static IEnumerable<(string Name, Tensor Tensor)> NamedTensors(Module model, AdamW? optimizer)
    {
        var names = model.NamedParameters.ToDictionary(parameter => parameter.Tensor, parameter => parameter.Name);
        foreach (var (name, tensor) in model.NamedParameters.Concat(model.NamedBuffers))
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
}
