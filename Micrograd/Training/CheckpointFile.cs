using System.Globalization;
using System.Text.Json;

namespace Micrograd;

/// <summary>
/// A run in a safetensors file: a model's numbers by their names, AdamW's moments as <c>optimizer.m.NAME</c> and
/// <c>optimizer.v.NAME</c>, and everything else as text in the file's metadata.
/// </summary>
public sealed class CheckpointFile : IDisposable
{
    private const string OptimizerPrefix = "optimizer.";

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

        return ReadOrClose(SafeTensorsFile.Open(path), file => new CheckpointFile(file, format, newest));
    }

    /// <summary>Opens a program's own checkpoint.</summary>
    /// <inheritdoc cref="Open(string, string, int)"/>
    /// <param name="read">Reads what belongs to that program; if that fails, the file is closed.</param>
    public static T Open<T>(string path, string format, int newest, Func<CheckpointFile, T> read) => ReadOrClose(Open(path, format, newest), read);

    /// <summary>A file to save at once: floats are read tensor by tensor as they are written, so that a large model need not lie in memory twice.</summary>
    /// <param name="format">What the program calls its checkpoints.</param>
    /// <param name="version">The format's version.</param>
    /// <param name="model">What was learned.</param>
    /// <param name="optimizer">Its moments are kept too; null: the model alone.</param>
    public static SafeTensorsWriter Writer(string format, int version, Module model, AdamW? optimizer)
    {
        var writer = new SafeTensorsWriter { Metadata = { ["format"] = format, ["version"] = version.ToString(CultureInfo.InvariantCulture) } };
        foreach (var state in States(model, optimizer))
        {
            if (model.Parameters[0].DType == DType.F64)
            {
                writer.Add(state.Name, state.Shape, state.Read().ToDoubles());
            }
            else
            {
                writer.Add(state.Name, state.Shape, () =>
                {
                    using var scope = Tensor.Scope();
                    return state.Read().ToFloats();
                });
            }
        }

        return writer;
    }

    /// <summary>What the other ranks do while the first one writes: its reading collects what they have.</summary>
    public static void HelpToWrite(Module model, AdamW? optimizer)
    {
        foreach (var state in States(model, optimizer))
        {
            using var scope = Tensor.Scope();
            state.Read();
        }
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
    /// <exception cref="DataException">A tensor is missing, has another shape, or is one that the model has no place for.</exception>
    public void Load(Module model, AdamW? optimizer)
    {
        const string Remedy = "The model's sizes cannot change when a run goes on: leave those options off.";
        var known = States(model, null).Select(state => state.Name).ToHashSet();
        if (file.Tensors.FirstOrDefault(tensor => !tensor.Name.StartsWith(OptimizerPrefix, StringComparison.Ordinal) && !known.Contains(tensor.Name)) is { } more)
        {
            throw new DataException($"{file.Path} has the tensor '{more.Name}', for which the model has no place. {Remedy}");
        }

        foreach (var (name, shape, _, write) in States(model, optimizer))
        {
            if (!file[name].Shape.SequenceEqual(shape))
            {
                throw new DataException($"{file.Path}: '{name}' has the shape {Shapes.Format([.. file[name].Shape])}, the model expects {Shapes.Format(shape)}. {Remedy}");
            }

            using var scope = Tensor.Scope();
            var device = model.Parameters[0].Device;
            write(device.FloatType == DType.F64 ? Tensor.From(file.ReadDoubles(name), shape, device) : Tensor.From(file.ReadFloats(name), shape, device));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>
    /// What a checkpoint keeps, tensor by tensor. Moments that several ranks share are collected when they are read, so all ranks
    /// must read them, in this order.
    /// </summary>
    internal static IEnumerable<State> States(Module model, AdamW? optimizer)
    {
        var names = model.NamedParameters.ToDictionary(parameter => parameter.Tensor, parameter => parameter.Name);
        foreach (var (name, tensor) in model.NamedParameters.Concat(model.NamedBuffers))
        {
            yield return new State(name, tensor.Shape.ToArray(), () => tensor, tensor.Assign);
        }

        for (int i = 0; i < (optimizer?.Parameters.Count ?? 0); i++)
        {
            var parameter = optimizer!.Parameters[i];
            yield return Moment("m", i, optimizer.FirstMoments);
            yield return Moment("v", i, optimizer.SecondMoments);

            State Moment(string which, int number, IReadOnlyList<Tensor> moments) => new(
                $"{OptimizerPrefix}{which}.{names[parameter]}",
                parameter.Shape.ToArray(),
                () => optimizer.ReadMoment(number, moments),
                values => optimizer.WriteMoment(number, moments, values));
        }
    }

    /// <summary>A tensor of a checkpoint.</summary>
    /// <param name="Name">Its name in the file.</param>
    /// <param name="Shape">Its shape.</param>
    /// <param name="Read">Its numbers as they are now.</param>
    /// <param name="Write">Sets them.</param>
    internal readonly record struct State(string Name, int[] Shape, Func<Tensor> Read, Action<Tensor> Write);

    private static T ReadOrClose<TFile, T>(TFile file, Func<TFile, T> read)
        where TFile : IDisposable
    {
        try
        {
            return read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
