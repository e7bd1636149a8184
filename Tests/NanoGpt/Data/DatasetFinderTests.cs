using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NanoGpt;

namespace Tests;

/// <summary>Data sets, against folders and a site of our own: no test needs a network.</summary>
public sealed class DatasetFinderTests : IDisposable
{
    private static readonly HuggingFaceDataset Web = new("owner/web", "sample/10BT", ".parquet");
    private static readonly HuggingFaceDataset Stories = new("owner/stories", "", "Stories.tar.gz");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_files_that_the_site_lists_are_downloaded_once()
    {
        var site = new Site { ["sample/10BT/001.parquet"] = [4, 5], ["sample/10BT/000.parquet"] = [1, 2, 3], ["sample/10BT/README.md"] = [9] };
        var found = Finder(site).Find("web", Web, 0);
        Assert.Equal(["000.parquet", "001.parquet"], found.Select(Path.GetFileName));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(found[0]));
        Assert.Equal("https://huggingface.co/api/datasets/owner/web/tree/main/sample/10BT", site.Asked[0]);
        Assert.Equal("https://huggingface.co/datasets/owner/web/resolve/main/sample/10BT/000.parquet", site.Asked[1]);
        Assert.Equal(3, site.Asked.Count);
        Assert.Equal(found, Finder(site).Find("web", Web, 0));
        Assert.Equal(3, site.Asked.Count);
    }

    [Fact]
    public void Only_the_first_files_are_downloaded_where_that_is_asked_for()
    {
        var site = new Site { ["sample/10BT/001.parquet"] = [4, 5], ["sample/10BT/000.parquet"] = [1, 2, 3] };
        Assert.Equal("000.parquet", Path.GetFileName(Assert.Single(Finder(site).Find("web", Web, 1))));
        Assert.Equal(2, site.Asked.Count);
        Assert.Equal(2, Finder(site).Find("web", Web, 0).Count);
    }

    [Fact]
    public void Wrong_bytes_are_not_kept()
    {
        var site = new Site { ["sample/10BT/000.parquet"] = [1, 2, 3] };
        site.Sha256 = new string('0', 64);
        Assert.Contains("SHA-256", Assert.Throws<DataException>(() => Finder(site).Find("web", Web, 0)).Message);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.parquet*", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_archive_is_unpacked_once()
    {
        var site = new Site { ["Stories.tar.gz"] = Archive("data01.json", "../data00.json"), ["README.md"] = [9] };
        var found = Finder(site).Find("stories", Stories, 0);
        Assert.Equal(["data00.json", "data01.json"], found.Select(Path.GetFileName)); // and no path out of the folder
        Assert.StartsWith(folder.Path, Path.GetFullPath(found[0]));
        Assert.Equal(Path.GetDirectoryName(found[0]), Path.GetDirectoryName(found[1]));
        Assert.Equal("data01.json", File.ReadAllText(found[1]));
        Assert.Single(Finder(site).Find("stories", Stories, 1));
    }

    [Fact]
    public void Without_a_network_the_error_says_which_files_to_put_where_and_they_are_found_there()
    {
        string place = Path.Combine(folder.Path, "datasets", "web");
        string message = Assert.Throws<DataException>(() => Finder(new Site { IsDown = true }).Find("web", Web, 0)).Message;
        Assert.All(new[] { "*.parquet", "https://huggingface.co/datasets/owner/web/tree/main/sample/10BT", place, "--input" }, part => Assert.Contains(part, message));
        Assert.DoesNotContain("\n", message);
        Directory.CreateDirectory(place);
        File.WriteAllText(Path.Combine(place, "a.parquet"), "x");
        Assert.Single(Finder(new Site { IsDown = true }).Find("web", Web, 0));
    }

    [Fact]
    public void The_folder_of_data_files_comes_first()
    {
        string place = Directory.CreateDirectory(Path.Combine(folder.Path, "data", "datasets", "web")).FullName;
        File.WriteAllText(Path.Combine(place, "b.parquet"), "x");
        var site = new Site { ["sample/10BT/000.parquet"] = [1] };
        var finder = new DatasetFinder { DataFolder = folder.File("data"), CacheFolder = folder.Path, Handler = site };
        Assert.Equal("b.parquet", Path.GetFileName(Assert.Single(finder.Find("web", Web, 0))));
        Assert.Empty(site.Asked);
    }

    [Fact]
    public void HellaSwags_own_lines_come_before_the_other_file()
    {
        string data = Directory.CreateDirectory(folder.File("data/hellaswag")).Parent!.FullName, cache = folder.File("cache");
        string message = Assert.Throws<DataException>(() => HellaSwagFile.Find(data, cache, new Site { IsDown = true })).Message;
        Assert.Contains(Path.Combine(cache, "hellaswag/hellaswag_val.jsonl"), message);
        Assert.Contains("https://raw.githubusercontent.com/rowanz/hellaswag/master/data/hellaswag_val.jsonl", message);
        File.WriteAllText(folder.File("data/hellaswag/hellaswag_val_full.txt.gz"), "x");
        Assert.EndsWith(".txt.gz", HellaSwagFile.Find(data, cache, new Site { IsDown = true }));
        Directory.CreateDirectory(Path.Combine(cache, "hellaswag"));
        File.WriteAllText(Path.Combine(cache, "hellaswag/hellaswag_val.jsonl"), "x");
        Assert.StartsWith(cache, HellaSwagFile.Find(data, cache, new Site { IsDown = true }));
        File.WriteAllText(folder.File("data/hellaswag/hellaswag_val.jsonl"), "x");
        Assert.StartsWith(data, HellaSwagFile.Find(data, cache, new Site { IsDown = true }));
    }

    private DatasetFinder Finder(Site site) => new() { DataFolder = null, CacheFolder = folder.Path, Handler = site };

    private static byte[] Archive(params string[] names)
    {
        using var packed = new MemoryStream();
        using (var tar = new TarWriter(new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)))
        {
            foreach (string name in names)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(name)) });
            }
        }

        return packed.ToArray();
    }

    /// <summary>Hugging Face, as far as it is asked: a list of files by their paths, and the files.</summary>
    private sealed class Site : HttpMessageHandler
    {
        private readonly Dictionary<string, byte[]> files = [];

        public bool IsDown { get; init; }

        public string? Sha256 { get; set; }

        public List<string> Asked { get; } = [];

        public byte[] this[string path]
        {
            set => files[path] = value;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsDown)
            {
                throw new HttpRequestException("no network");
            }

            string address = request.RequestUri!.ToString();
            Asked.Add(address);
            byte[]? content = address.Contains("/api/", StringComparison.Ordinal)
                ? JsonSerializer.SerializeToUtf8Bytes(files.Select(file => new { type = "file", path = file.Key, size = file.Value.Length, lfs = new { oid = Sha256 ?? Convert.ToHexStringLower(SHA256.HashData(file.Value)) } }))
                : files.GetValueOrDefault(address[(address.IndexOf("/main/", StringComparison.Ordinal) + 6)..]);
            return Task.FromResult(content is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) });
        }
    }
}
