namespace NanoGpt;

/// <summary>Where HellaSwag's tasks are: in the folder of data files, in the cache, or at the authors' address.</summary>
internal static class HellaSwagFile
{
    /// <summary>Below the folder of data files.</summary>
    public const string Name = "hellaswag/hellaswag_val_full.txt.gz";

    private const string CacheName = "hellaswag/hellaswag_val.jsonl";
    private const string Address = "https://raw.githubusercontent.com/rowanz/hellaswag/master/data/hellaswag_val.jsonl";

    /// <summary>The path of the tasks, which are downloaded once if they are not here.</summary>
    /// <exception cref="DataException">They cannot be downloaded; the message says what to put where.</exception>
    public static string Find()
    {
        if (DataFolders.Data is { } folder && Path.Combine(folder, Name) is var here && File.Exists(here))
        {
            return here;
        }

        string cached = Path.Combine(DataFolders.Cache, CacheName);
        if (!File.Exists(cached))
        {
            try
            {
                Download.ToFile(Address, cached, sha256: null, handler: null, progress: null);
            }
            catch (DataException e)
            {
                throw new DataException($"HellaSwag is not on this machine and cannot be downloaded: {e.Message} Put {Address} at {cached}.", e);
            }
        }

        return cached;
    }
}
