using System.Runtime.InteropServices;

namespace NanoGpt;

/// <summary>Checkpoints of llama2.c, https://github.com/karpathy/llama2.c: weights in float, matrix by matrix through all layers.</summary>
public static class Llama2cFile
{
    private static readonly string[] Matrices = ["attention.wq", "attention.wk", "attention.wv", "attention.wo"];
    private static readonly string[] MlpMatrices = ["feed_forward.w1", "feed_forward.w2", "feed_forward.w3"];

    /// <summary>Loads a model.</summary>
    /// <param name="path">A file in the legacy format or version 1.</param>
    /// <param name="device">Where the numbers will lie.</param>
    /// <exception cref="DataException">It is missing, damaged or something else, a weight is no finite number, or the device has not the memory.</exception>
    public static Llama Load(string path, Device device)
    {
        using var file = Open(path);
        var header = Llama2cHeader.Read(file);
        MemoryBudget.Require(header.Config.ParameterCount, null, device, "", "model");
        var model = new Llama(header.Config, new TorchGenerator(), device);
        var parameters = model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor);
        file.Position = header.Length;
        using var noGrad = Tensor.NoGrad();
        foreach (var (name, target) in Order(header, parameters))
        {
            if (target is null)
            {
                file.Position += header.Angles * sizeof(float);
                continue;
            }

            using var scope = Tensor.Scope();
            target.Data = Tensor.From(ReadFloats(file, name, target.Count), target.Shape, device);
        }

        return model;
    }

    /// <summary>Writes a model for llama2.c.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file; what is there is replaced.</param>
    /// <param name="version">0: the legacy format, which run.c reads; 1.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(Llama model, string path, int version)
    {
        var header = new Llama2cHeader(version, model.Config);
        var parameters = model.NamedParameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Tensor);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header.ToBytes());
            foreach (var (_, part) in Order(header, parameters))
            {
                using var scope = Tensor.Scope();
                stream.Write(MemoryMarshal.AsBytes((part?.ToFloats() ?? Angles(model.Config)).AsSpan()));
            }
        });
    }

    /// <summary>cos, then sin, of the angle of each position and pair of channels.</summary>
    private static float[] Angles(LlamaConfig config)
    {
        int pairs = config.HeadSize / 2;
        double Angle(int element) => element / pairs * Math.Pow(RotaryEmbedding.DefaultTheta, -2.0 * (element % pairs) / config.HeadSize);
        double[] angles = [.. Enumerable.Range(0, config.MaxSeqLen * pairs).Select(Angle)];
        return [.. angles.Select(angle => (float)Math.Cos(angle)), .. angles.Select(angle => (float)Math.Sin(angle))];
    }

    /// <summary>The parts of parameters in the file's order; null for the angles, which are no parameters.</summary>
    private static IEnumerable<(string Name, Tensor? Target)> Order(Llama2cHeader header, Dictionary<string, Tensor> parameters)
    {
        int layers = header.Config.NLayers;
        IEnumerable<(string, Tensor?)> Each(string name) =>
            Enumerable.Range(0, layers).Select(i => ($"layers.{i}.{name}.weight", (Tensor?)Part(parameters, $"layers.{i}.", name, header.Config)));
        IEnumerable<(string, Tensor?)> One(string name) => [(name, parameters[name])];
        var attention = Matrices.SelectMany(Each);
        var mlp = MlpMatrices.SelectMany(Each);
        IEnumerable<(string, Tensor?)> output = header.Config.TieWeights ? [] : One("output.weight");
        return header.Version == 0
            ? [.. One("tok_embeddings.weight"), .. Each("attention_norm"), .. attention, .. Each("ffn_norm"), .. mlp, .. One("norm.weight"), ("angles", null), .. output]
            : [.. Each("attention_norm"), .. Each("ffn_norm"), .. One("norm.weight"), .. One("tok_embeddings.weight"), .. attention, .. mlp, .. output];
    }

    /// <summary>A layer's parameter. Queries, keys and values are one matrix here: its rows, from some row on.</summary>
    private static Tensor Part(Dictionary<string, Tensor> parameters, string layer, string name, LlamaConfig config)
    {
        int queries = config.Dim, keys = config.NKvHeads * config.HeadSize;
        return name switch
        {
            "attention.wq" => parameters[$"{layer}attention.wqkv.weight"][..queries],
            "attention.wk" => parameters[$"{layer}attention.wqkv.weight"][queries..(queries + keys)],
            "attention.wv" => parameters[$"{layer}attention.wqkv.weight"][(queries + keys)..],
            _ => parameters[$"{layer}{name}.weight"],
        };
    }

    private static float[] ReadFloats(FileStream file, string name, int count)
    {
        var numbers = new float[count];
        file.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        int wrong = Array.FindIndex(numbers, number => !float.IsFinite(number));
        return wrong < 0
            ? numbers
            : throw new DataException($"{file.Name}: number {wrong} of {name} is {numbers[wrong]}; the file is damaged, or the model diverged while it was trained.");
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataException($"Cannot open {path}: {(Directory.Exists(path) ? "it is a folder; name the .bin file" : e.Message.TrimEnd('.'))}.", e);
        }
    }
}
