using System.Text.Json;

namespace NanoGpt;

/// <summary>
/// The tensors of a folder in Hugging Face's layout: one model.safetensors, or several shards with an index that says which
/// tensor lies in which.
/// </summary>
internal sealed class WeightFiles : IDisposable
{
    public const string SingleName = "model.safetensors";
    public const string IndexName = "model.safetensors.index.json";

    private readonly List<SafeTensorsFile> files = [];
    private readonly Dictionary<string, SafeTensorsFile> fileOf = [];

    /// <summary>Opens one file.</summary>
    /// <exception cref="DataException">It is missing, cut off, damaged or of another kind.</exception>
    public WeightFiles(string path)
    {
        Path = path;
        var file = SafeTensorsFile.Open(path);
        files.Add(file);
        foreach (var tensor in file.Tensors)
        {
            fileOf.Add(tensor.Name, file);
        }
    }

    private WeightFiles(string path, Dictionary<string, string> shardOf)
    {
        Path = path;
        string folder = System.IO.Path.GetDirectoryName(path)!;
        if (shardOf.Values.FirstOrDefault(shard => System.IO.Path.GetFileName(shard) != shard) is { } elsewhere)
        {
            throw new DataException($"{path} names the shard '{elsewhere}', which is not a file beside it.");
        }

        try
        {
            foreach (var shard in shardOf.GroupBy(entry => entry.Value, entry => entry.Key))
            {
                var file = SafeTensorsFile.Open(System.IO.Path.Combine(folder, shard.Key));
                files.Add(file);
                foreach (string name in shard)
                {
                    fileOf.Add(name, file.Contains(name) ? file : throw new DataException($"{path} says that {shard.Key} has the tensor {name}, but it has not; the shards do not belong together."));
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file, or the index of the shards.</summary>
    public string Path { get; }

    /// <summary>Number of tensors in all files.</summary>
    public int Count => fileOf.Count;

    /// <summary>Opens the weights of a folder.</summary>
    /// <exception cref="DataException">There are none, or a file is damaged.</exception>
    public static WeightFiles OpenFolder(string folder)
    {
        string single = System.IO.Path.Combine(folder, SingleName), index = System.IO.Path.Combine(folder, IndexName);
        if (File.Exists(single))
        {
            return new WeightFiles(single);
        }

        if (File.Exists(index))
        {
            return new WeightFiles(index, ReadIndex(index));
        }

        string pickle = File.Exists(System.IO.Path.Combine(folder, "pytorch_model.bin"))
            ? " It has pytorch_model.bin, a pickle, which can run code and is not read: convert it with Hugging Face's save_pretrained."
            : "";
        throw new DataException($"{folder} has neither {SingleName} nor {IndexName}.{pickle}");
    }

    public bool Contains(string name) => fileOf.ContainsKey(name);

    /// <summary>What the header says of a tensor.</summary>
    public SafeTensor this[string name] => fileOf[name][name];

    /// <summary>The path of the file that holds a tensor.</summary>
    public string PathOf(string name) => fileOf[name].Path;

    /// <summary>Reads a tensor, whatever the width of its numbers.</summary>
    /// <exception cref="DataException">The file cannot be read, or a number is not finite.</exception>
    public float[] ReadFloats(string name)
    {
        var values = fileOf[name].ReadFloats(name);
        FiniteNumbers.Require(values, PathOf(name), name);
        return values;
    }

    public void Dispose() => files.ForEach(file => file.Dispose());

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(InputFile.ReadAllText(path));
            return json.RootElement.GetProperty("weight_map").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new DataException($"{path} is no index of shards: expected JSON with a \"weight_map\" from tensors to files ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
