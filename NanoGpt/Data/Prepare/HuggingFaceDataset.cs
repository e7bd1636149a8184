using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace NanoGpt;

/// <summary>A data set of Hugging Face's: which of its files are needed.</summary>
/// <param name="Repository">Owner and name.</param>
/// <param name="Folder">The folder in it; empty: its root.</param>
/// <param name="Suffix">How the files' names end.</param>
internal sealed record HuggingFaceDataset(string Repository, string Folder, string Suffix)
{
    /// <summary>Where people can see it.</summary>
    public string Address => $"https://huggingface.co/datasets/{Repository}/tree/main/{Folder}".TrimEnd('/');
}

/// <summary>
/// Finds a data set's files: in the folder of data files, in the cache, or on the network, from where they go into the cache.
/// The site tells their names, lengths and SHA-256. A broken download goes on where it stopped.
/// </summary>
internal sealed class DatasetFinder
{
    private const string Site = "https://huggingface.co";
    private const string Subfolder = "datasets";
    private const string ListName = "files.json";
    private const string Archive = ".tar.gz";

    /// <summary>The folder of data files; null: there is none.</summary>
    public string? DataFolder { get; init; } = DataFolders.Data;

    /// <summary>Where downloads are kept.</summary>
    public string CacheFolder { get; init; } = DataFolders.Cache;

    /// <summary>The network; null: the real one.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Gets a file's name, the bytes so far, and in all where known.</summary>
    public Action<string, long, long?>? Progress { get; init; }

    private sealed record RemoteFile(string Name, long Bytes, string? Sha256);

    /// <summary>The files, in the order of their names.</summary>
    /// <param name="name">What the data set is called here.</param>
    /// <param name="dataset">Where it is.</param>
    /// <param name="most">Only so many, the first ones; 0: all.</param>
    /// <exception cref="DataException">They are not here and cannot be downloaded; the message says which files to put where.</exception>
    public IReadOnlyList<string> Find(string name, HuggingFaceDataset dataset, int most)
    {
        if (DataFolder is { } data && Unpacked(FilesIn(Path.Combine(data, Subfolder, name), dataset), dataset) is { Count: > 0 } there)
        {
            return First(there, most);
        }

        string folder = Path.Combine(CacheFolder, Subfolder, name);
        try
        {
            Fetch(dataset, folder, most);
        }
        catch (DataException e)
        {
            // Without a network, whatever somebody put there counts; but where the site's list is known, files are missing.
            if (File.Exists(Path.Combine(folder, ListName)) || FilesIn(folder, dataset).Count == 0)
            {
                throw new DataException(
                    $"{name} is not on this machine and cannot be downloaded: {e.Message} To go on without a network, put the files *{dataset.Suffix} of {dataset.Address} into {folder}, or name files with --input.", e);
            }
        }

        return First(Unpacked(FilesIn(folder, dataset), dataset), most);
    }

    private static IReadOnlyList<string> First(IReadOnlyList<string> files, int most) => most > 0 ? [.. files.Take(most)] : files;

    private static IReadOnlyList<string> FilesIn(string folder, HuggingFaceDataset dataset) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder).Where(file => file.EndsWith(dataset.Suffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    private void Fetch(HuggingFaceDataset dataset, string folder, int most)
    {
        string list = Path.Combine(folder, ListName);
        if (!File.Exists(list))
        {
            Download.ToFile($"{Site}/api/datasets/{dataset.Repository}/tree/main/{dataset.Folder}".TrimEnd('/'), list, null, Handler, null);
        }

        var files = Listed(list, dataset);
        foreach (var file in most > 0 ? files.Take(dataset.Suffix.EndsWith(Archive, StringComparison.Ordinal) ? 1 : most) : files)
        {
            string target = Path.Combine(folder, Path.GetFileName(file.Name));
            if (!File.Exists(target) || new FileInfo(target).Length != file.Bytes)
            {
                Download.ToFile($"{Site}/datasets/{dataset.Repository}/resolve/main/{file.Name}", target, file.Sha256, Handler, (have, total) => Progress?.Invoke(Path.GetFileName(target), have, total));
            }
        }
    }

    /// <summary>What the site says of a folder: an array of objects with path, size and, for large files, lfs.oid, their SHA-256.</summary>
    private static List<RemoteFile> Listed(string list, HuggingFaceDataset dataset)
    {
        try
        {
            using var json = JsonDocument.Parse(InputFile.ReadAllBytes(list));
            var files = new List<RemoteFile>();
            foreach (var entry in json.RootElement.EnumerateArray())
            {
                string path = entry.GetProperty("path").GetString()!;
                if (path.EndsWith(dataset.Suffix, StringComparison.Ordinal))
                {
                    files.Add(new RemoteFile(path, entry.GetProperty("size").GetInt64(), entry.TryGetProperty("lfs", out var large) ? large.GetProperty("oid").GetString() : null));
                }
            }

            files.Sort((x, y) => string.CompareOrdinal(x.Name, y.Name));
            return files.Count > 0 ? files : throw new KeyNotFoundException();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            File.Delete(list);
            throw new DataException($"{dataset.Address} is not listed as expected: the site has changed.", e);
        }
    }

    /// <summary>An archive's files, in a folder beside it; other files are what they are.</summary>
    private static IReadOnlyList<string> Unpacked(IReadOnlyList<string> files, HuggingFaceDataset dataset)
    {
        if (files.Count == 0 || !dataset.Suffix.EndsWith(Archive, StringComparison.Ordinal))
        {
            return files;
        }

        string archive = files[0], folder = archive[..^Archive.Length];
        if (!Directory.Exists(folder))
        {
            string temporary = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}.tmp").FullName;
            try
            {
                Unpack(archive, temporary);
                Directory.Move(temporary, folder);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or FormatException)
            {
                Directory.Delete(temporary, recursive: true);
                throw new DataException($"{archive} cannot be unpacked: {e.Message.TrimEnd('.')}.", e);
            }
        }

        return [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)];
    }

    private static void Unpack(string archive, string folder)
    {
        using var packed = File.OpenRead(archive);
        using var tar = new TarReader(new GZipStream(packed, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                entry.ExtractToFile(Path.Combine(folder, Path.GetFileName(entry.Name)), overwrite: false); // no path out of the folder
            }
        }
    }
}
