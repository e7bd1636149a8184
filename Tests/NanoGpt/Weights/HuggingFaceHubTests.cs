using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using NanoGpt;

namespace Tests;

/// <summary>Names of models, against folders and a site of our own: no test needs a network.</summary>
public sealed class HuggingFaceHubTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] weights = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * i))];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_is_downloaded_checked_and_kept()
    {
        var site = new Site(weights);
        (long Have, long? Total) last = default;
        string found = new HuggingFaceHub { DataFolder = null, CacheFolder = folder.Path, Handler = site, Progress = (have, total) => last = (have, total) }.Find("gpt2");
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(found, "model.safetensors")));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(found, "config.json")));
        Assert.Equal(2, Directory.GetFiles(found).Length);
        Assert.Equal((1000, 1000), last);
        int asked = site.Asked.Count;
        Assert.Equal(found, Hub(site).Find("gpt2"));
        Assert.Equal(asked, site.Asked.Count);
        Assert.All(site.Asked, address => Assert.StartsWith("https://huggingface.co/openai-community/gpt2/", address));
    }

    [Fact]
    public void A_broken_download_goes_on_where_it_stopped()
    {
        string place = Directory.CreateDirectory(Path.Combine(folder.Path, "huggingface", "gpt2-xl")).FullName;
        File.WriteAllBytes(Path.Combine(place, "model.safetensors.part"), weights[..300]);
        var site = new Site(weights);
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(Hub(site).Find("gpt2-xl"), "model.safetensors")));
        Assert.Equal(300, site.From);
    }

    [Fact]
    public void The_folder_of_data_files_comes_first()
    {
        string place = Directory.CreateDirectory(Path.Combine(folder.Path, "data", "huggingface", "gpt2")).FullName;
        File.WriteAllText(Path.Combine(place, "config.json"), "{}");
        File.WriteAllText(Path.Combine(place, "model.safetensors"), "");
        var hub = new HuggingFaceHub { DataFolder = folder.File("data"), CacheFolder = folder.Path, Handler = new Site(null) };
        Assert.Equal(place, hub.Find("gpt2"));
        Assert.Equal(place, hub.FindHere("gpt2"));
    }

    [Fact]
    public void Looking_on_this_machine_alone_asks_nobody()
    {
        var site = new Site(weights);
        Assert.Null(Hub(site).FindHere("gpt2"));
        Assert.Empty(site.Asked);
    }

    [Fact]
    public void Wrong_bytes_are_not_kept()
    {
        string message = Assert.Throws<DataException>(() => Hub(new Site(weights) { Sha256 = new string('0', 64) }).Find("gpt2")).Message;
        Assert.Contains("SHA-256", message);
        Assert.Empty(Directory.GetFiles(folder.Path, "model*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Without_a_network_the_error_says_which_file_to_put_where()
    {
        string message = Assert.Throws<DataException>(() => ModelSource.Open("gpt2-large", Hub(new Site(null)))).Message;
        foreach (string part in new[] { "gpt2-large", "config.json", "model.safetensors", "https://huggingface.co/openai-community/gpt2-large", Path.Combine(folder.Path, "huggingface", "gpt2-large") })
        {
            Assert.Contains(part, message);
        }

        Assert.DoesNotContain("\n", message);
    }

    private HuggingFaceHub Hub(Site site) => new() { DataFolder = null, CacheFolder = folder.Path, Handler = site };

    /// <summary>Hugging Face, as far as it is asked: a pointer with the hash, the config, the weights or what is left of them.</summary>
    private sealed class Site(byte[]? weights) : HttpMessageHandler
    {
        public string Sha256 { get; init; } = weights is null ? "" : Convert.ToHexStringLower(SHA256.HashData(weights));

        public List<string> Asked { get; } = [];

        public long From { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string address = request.RequestUri!.ToString();
            Asked.Add(address);
            return weights is null ? throw new HttpRequestException("no such host") : Task.FromResult(
                address.EndsWith("/raw/main/model.safetensors", StringComparison.Ordinal) ? Answer(new StringContent($"version https://git-lfs.github.com/spec/v1\noid sha256:{Sha256}\nsize {weights.Length}\n"))
                : address.EndsWith("/resolve/main/config.json", StringComparison.Ordinal) ? Answer(new StringContent("{}"))
                : address.EndsWith("/resolve/main/model.safetensors", StringComparison.Ordinal) ? Weights(request.Headers.Range?.Ranges.First().From ?? 0)
                : new HttpResponseMessage(HttpStatusCode.NotFound));
        }

        private HttpResponseMessage Weights(long from)
        {
            From = from;
            var content = new ByteArrayContent(weights![(int)from..]);
            content.Headers.ContentRange = new ContentRangeHeaderValue(from, weights.Length - 1, weights.Length);
            return from == 0 ? Answer(new ByteArrayContent(weights)) : new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = content };
        }

        private static HttpResponseMessage Answer(HttpContent content) => new(HttpStatusCode.OK) { Content = content };
    }
}
