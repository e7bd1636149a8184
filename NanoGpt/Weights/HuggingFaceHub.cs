namespace NanoGpt;

/// <summary>
/// OpenAI's GPT-2 in its four sizes, as Hugging Face has them: looked for in the folder of data files and in the cache, else
/// downloaded into the cache, checked by the SHA-256 that the site keeps for every large file.
/// </summary>
public sealed class HuggingFaceHub
{
    private const string Site = "https://huggingface.co/openai-community";
    private const string Subfolder = "huggingface";
    private const string HashLabel = "oid sha256:";

    /// <summary>The models: 124, 355, 774 and 1,558 million parameters.</summary>
    public static IReadOnlyList<string> Names { get; } = ["gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl"];

    /// <summary>The folder of data files; null: there is none.</summary>
    public string? DataFolder { get; init; } = DataFolders.Data;

    /// <summary>Where downloads are kept.</summary>
    public string CacheFolder { get; init; } = DataFolders.Cache;

    /// <summary>The network; null: the real one.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Gets the bytes of the download so far, and in all where known.</summary>
    public Action<long, long?>? Progress { get; init; }

    /// <summary>The folder that has a model's config.json and model.safetensors.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="DataException">It is not here and cannot be downloaded; the message says which files to put where.</exception>
    public string Find(string name)
    {
        if (FindHere(name) is { } found)
        {
            return found;
        }

        string cache = InCache(name);
        try
        {
            Fetch(name, cache);
            return cache;
        }
        catch (DataException e)
        {
            throw new DataException(
                $"{name} is not on this machine and cannot be downloaded: {e.Message} To go on without a network, put {HuggingFaceConfig.FileName} and {WeightFiles.SingleName} "
                + $"from {Site}/{name}/tree/main into {cache}, or name a folder that has them.", e);
        }
    }

    /// <summary>As <see cref="Find"/>, on this machine alone; null: it is not here.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public string? FindHere(string name)
    {
        string[] places = DataFolder is null ? [InCache(name)] : [Path.Combine(DataFolder, Subfolder, name), InCache(name)];
        return places.FirstOrDefault(IsComplete);
    }

    private string InCache(string name) => Path.Combine(CacheFolder, Subfolder, name);

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, HuggingFaceConfig.FileName)) && File.Exists(Path.Combine(folder, WeightFiles.SingleName));

    private void Fetch(string name, string folder)
    {
        string config = Path.Combine(folder, HuggingFaceConfig.FileName), weights = Path.Combine(folder, WeightFiles.SingleName);
        string pointer = Path.Combine(folder, "model.pointer");
        Download.ToFile($"{Site}/{name}/raw/main/{WeightFiles.SingleName}", pointer, null, Handler, null);
        string sha256 = HashIn(InputFile.ReadAllText(pointer), pointer);
        File.Delete(pointer);
        Download.ToFile($"{Site}/{name}/resolve/main/{HuggingFaceConfig.FileName}", config, null, Handler, null);
        Download.ToFile($"{Site}/{name}/resolve/main/{WeightFiles.SingleName}", weights, sha256, Handler, Progress);
    }

    /// <summary>
    /// The hash in a pointer of git's large file storage, which stands in the repository for the file itself:
    /// lines such as <c>oid sha256:248d...</c>.
    /// </summary>
    private static string HashIn(string pointer, string path) =>
        pointer.Split('\n').FirstOrDefault(line => line.StartsWith(HashLabel, StringComparison.Ordinal)) is { } line
            ? line[HashLabel.Length..].Trim()
            : throw new DataException($"{path} has no '{HashLabel}' line: the site has changed.");
}
