using System.Security.Cryptography;
using MinBpe;

namespace Tests;

/// <summary>Training on the lecture's text finds minbpe's merges, and writes its files byte for byte.</summary>
public sealed class TaylorSwiftTests : IDisposable
{
    private const string Golden = "minbpe/minbpe_train_512_taylorswift.json";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataTheory(Golden, TokenVectors.TaylorSwift)]
    [InlineData("basic", "ecff325f8c514737fa4d3ce72c719ebb211dd645b59da77697bf0853f33e0954", "8101c1b0dc42b9a5dfe42a4874f6c6d9adf5da23ccc1126d4c12279ce63e25ea")]
    [InlineData("regex", "b58d827c48c4403a3a141a9f9a8a7cedaec18a0b094dc8462612ecaa8c0f57df", "1888ba58e7b8571edf8897f7c691120dd5d3548650ce89e53994b6a19e3a8914")]
    public void The_readable_trainer_finds_minbpes_merges(string kind, string model, string vocab)
    {
        string text = TokenVectors.Text(TokenVectors.TaylorSwift);
        TrainableTokenizer tokenizer = kind == "basic" ? new BasicTokenizer() : new RegexTokenizer();
        tokenizer.Train(text, 512);
        AssertGolden(kind, tokenizer, text);
        tokenizer.Save(folder.File(kind));
        AssertFiles(kind, model, vocab);
        tokenizer.Load(folder.File(kind + ".model"));
        AssertGolden(kind, tokenizer, text);
    }

    [DataTheory(Golden, TokenVectors.TaylorSwift)]
    [InlineData("basic", "ecff325f8c514737fa4d3ce72c719ebb211dd645b59da77697bf0853f33e0954", "8101c1b0dc42b9a5dfe42a4874f6c6d9adf5da23ccc1126d4c12279ce63e25ea")]
    [InlineData("regex", "b58d827c48c4403a3a141a9f9a8a7cedaec18a0b094dc8462612ecaa8c0f57df", "1888ba58e7b8571edf8897f7c691120dd5d3548650ce89e53994b6a19e3a8914")]
    public void The_command_line_writes_minbpes_files(string kind, string model, string vocab)
    {
        var (code, _, error) = MinBpeRun.Run("train", "--kind", kind, "--vocab-size", "512", "--out", folder.File(kind), TestData.File(TokenVectors.TaylorSwift));
        Assert.Equal((0, true), (code, error.Contains("256 merges")));
        AssertFiles(kind, model, vocab);
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    private void AssertFiles(string kind, string model, string vocab)
    {
        Assert.Equal(model, Sha256(folder.File(kind + ".model")));
        Assert.Equal(vocab, Sha256(folder.File(kind + ".vocab")));
    }

    private static void AssertGolden(string kind, Tokenizer tokenizer, string text)
    {
        var golden = TokenVectors.Json(Golden).GetProperty(kind);
        Assert.Equal(golden.GetProperty("merges").EnumerateArray().Select(merge => (merge[0].GetInt32(), merge[1].GetInt32())), tokenizer.Merges);
        int[] ids = tokenizer.Encode(text);
        Assert.Equal(golden.GetProperty("encoded_len").GetInt32(), ids.Length);
        Assert.Equal(golden.GetProperty("encoded_sha256_u32le").GetString(), TokenVectors.Sha256(ids));
        foreach (var sample in golden.GetProperty("samples").EnumerateObject())
        {
            Assert.Equal(TokenVectors.Ids(sample.Value), tokenizer.Encode(sample.Name));
        }
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
