namespace NanoGpt;

/// <summary>Where HellaSwag's tasks are: in the folder of data files, in the cache, or at the authors' address.</summary>
internal static class HellaSwagFile
{
    /// <summary>The authors' file, below the folder of data files and in the cache.</summary>
    public const string Name = "hellaswag/hellaswag_val.jsonl";

    /// <summary>
    /// The same tasks in six lines each, below the folder of data files. Its contexts are others: the topic stands before them, and
    /// WikiHow's have lost the authors' tags. Scores of build-nanogpt hold for the authors' file only.
    /// </summary>
    public const string OtherName = "hellaswag/hellaswag_val_full.txt.gz";

    private const string Address = "https://raw.githubusercontent.com/rowanz/hellaswag/master/data/hellaswag_val.jsonl";

    /// <summary>The path of the tasks, which are downloaded once if they are not here.</summary>
    /// <exception cref="DataException">They cannot be downloaded; the message says what to put where.</exception>
    public static string Find() => Find(DataFolders.Data, DataFolders.Cache, null);

    /// <summary>As <see cref="Find()"/>, in other folders and another network.</summary>
    internal static string Find(string? data, string cache, HttpMessageHandler? handler)
    {
        string cached = Path.Combine(cache, Name);
        string?[] places = [data is null ? null : Path.Combine(data, Name), cached, data is null ? null : Path.Combine(data, OtherName)];
        if (places.FirstOrDefault(File.Exists) is { } here)
        {
            return here;
        }

        try
        {
            Download.ToFile(Address, cached, sha256: null, handler, progress: null);
            return cached;
        }
        catch (DataException e)
        {
            throw new DataException($"HellaSwag is not on this machine and cannot be downloaded: {e.Message} Put {Address} at {cached}.", e);
        }
    }
}
