using NanoGpt;

namespace Tests;

/// <summary>Folders of tokens as the originals write them.</summary>
public sealed class TokenFolderTests : IDisposable
{
    private const int Magic = 20240520;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gAJ9cQAoWAoAAAB2b2NhYl9zaXplcQFLCVgEAAAAaXRvc3ECfXEDKEsAWAEAAAAKcQRLAVgBAAAAIHEFSwJYAQAAAGRxBksDWAEAAABlcQdLBFgBAAAAaHEISwVYAQAAAGxxCUsGWAEAAABvcQpLB1gBAAAAcnELSwhYAQAAAHdxDHVYBAAAAHN0b2lxDX1xDihoBEsAaAVLAWgGSwJoB0sDaAhLBGgJSwVoCksGaAtLB2gMSwh1dS4=")]
    [InlineData("gASVhAAAAAAAAAB9lCiMCnZvY2FiX3NpemWUSwmMBGl0b3OUfZQoSwCMAQqUSwGMASCUSwKMAWSUSwOMAWWUSwSMAWiUSwWMAWyUSwaMAW+USweMAXKUSwiMAXeUdYwEc3RvaZR9lChoBEsAaAVLAWgGSwJoB0sDaAhLBGgJSwVoCksGaAtLB2gMSwh1dS4=")]
    public void NanoGPTs_meta_says_what_characters_stand_for(string pickle) // protocols 2 and 4, written by Python 3.11 as prepare.py does
    {
        File.WriteAllBytes(folder.File("meta.pkl"), Convert.FromBase64String(pickle));
        Write("train.bin", [4, 3, 5, 5, 6], 0);
        Write("val.bin", [8, 6], 0);
        using var data = TokenFolder.TryOpen(folder.Path)!;
        Assert.Equal("\n dehlorw", Assert.IsType<CharacterCodec>(data.Codec).Vocabulary.Characters);
        Assert.Equal("hello", string.Concat(All(data.Of(Split.Train)).Select(data.Codec.Add)));
        Assert.Equal([8, 6], All(data.Of(Split.Val)));
    }

    [Fact]
    public void A_pickle_that_would_run_something_is_refused()
    {
        File.WriteAllBytes(folder.File("meta.pkl"), "cos\nsystem\n(S'true'\ntR."u8);
        Write("train.bin", [1, 2], 0);
        Assert.Contains("is not nanoGPT's meta.pkl", Assert.Throws<DataException>(() => TokenFolder.TryOpen(folder.Path)).Message);
    }

    [Fact]
    public void Without_a_meta_the_tokens_are_GPT_2s()
    {
        Write("train.bin", [15496, 50256], 0);
        Write("val.bin", [995], 0);
        using var data = TokenFolder.TryOpen(folder.Path)!;
        Assert.IsType<Gpt2Codec>(data.Codec);
        Assert.Contains("3 tokens in 2 files (GPT-2 tokens)", data.Description);
    }

    [Fact]
    public void Shards_are_one_row_in_the_order_of_their_names()
    {
        Write("x_train_000002.bin", [7, 8, 9], Magic);
        Write("x_train_000001.bin", [4, 5, 6], Magic);
        Write("x_val_000000.bin", [1, 2, 3], Magic);
        using var data = TokenFolder.TryOpen(folder.Path)!;
        Assert.Equal([4, 5, 6, 7, 8, 9], All(data.Of(Split.Train)));
        Assert.Equal([1, 2, 3], All(data.Of(Split.Val)));
        Assert.Equal([3, 3], data.Of(Split.Train).ShardLengths);
        var across = new int[4];
        data.Of(Split.Train).Read(1, across);
        Assert.Equal([5, 6, 7, 8], across);
        data.Of(Split.Train).Read(3, across.AsSpan(0, 1));
        Assert.Equal(7, across[0]);
    }

    [Fact]
    public void Build_nanogpts_shards_are_arrays_of_numpys()
    {
        byte[] Array(params int[] tokens) => TokenFileTests.NumPy($"{{'descr': '<u2', 'fortran_order': False, 'shape': ({tokens.Length},), }}", tokens);
        File.WriteAllBytes(folder.File("edufineweb_train_000001.npy"), Array(4, 5, 6));
        File.WriteAllBytes(folder.File("edufineweb_train_000002.npy"), Array(7, 8, 9));
        File.WriteAllBytes(folder.File("edufineweb_val_000000.npy"), Array(1, 2, 3));
        using var data = TokenFolder.TryOpen(folder.Path)!;
        Assert.Equal([4, 5, 6, 7, 8, 9], All(data.Of(Split.Train)));
        Assert.Equal([1, 2, 3], All(data.Of(Split.Val)));
        using var single = TokenFolder.TryOpen(folder.File("edufineweb_train_000002.npy"))!;
        Assert.Equal([7, 8], All(single.Of(Split.Train)));
    }

    [Fact]
    public void Of_llama2_cs_files_the_first_validates()
    {
        Write("data00.bin", [1, 2], 0);
        Write("data01.bin", [1, 3], 0);
        Write("data02.bin", [1, 4], 0);
        using var data = TokenFolder.TryOpen(folder.Path)!;
        Assert.Equal([1, 3, 1, 4], All(data.Of(Split.Train)));
        Assert.Equal([1, 2], All(data.Of(Split.Val)));
    }

    [Fact]
    public void A_single_file_has_its_neighbour_or_its_last_tenth_to_validate()
    {
        Write("tiny_train.bin", [.. Enumerable.Range(0, 30)], Magic);
        using (var alone = TokenFolder.TryOpen(folder.File("tiny_train.bin"))!)
        {
            Assert.Equal(Enumerable.Range(0, 27), All(alone.Of(Split.Train)));
            Assert.Equal([27, 28, 29], All(alone.Of(Split.Val)));
        }

        Write("tiny_val.bin", [99], Magic);
        using var both = TokenFolder.TryOpen(folder.File("tiny_train.bin"))!;
        Assert.Equal(30, both.Of(Split.Train).Count);
        Assert.Equal([99], All(both.Of(Split.Val)));
    }

    [Fact]
    public void Llama_3s_tokens_are_known_by_their_numbers()
    {
        Write("a_train.bin", [128_000, 7], 20240801, 7);
        using var data = TokenFolder.TryOpen(folder.Path)!;
        Assert.Equal(128_256, data.Codec.TokenCount);
        Assert.Equal("128000 7 ", string.Concat(new[] { 128_000, 7 }.Select(data.Codec.Add)));
        Assert.Equal([5, 6], data.Codec.Encode("5 6"));
        Assert.Contains("'x' is no token", Assert.Throws<DataException>(() => data.Codec.Encode("5 x")).Message);
    }

    [Fact]
    public void What_is_no_folder_or_file_of_tokens_is_left_to_others()
    {
        File.WriteAllText(folder.File("text.txt"), "To be");
        Assert.Null(TokenFolder.TryOpen(folder.File("text.txt")));
        Assert.Null(TokenFolder.TryOpen(folder.File("nothing.txt")));
    }

    [Fact]
    public void Damage_is_one_sentence()
    {
        AssertRefused("has no tokens to train on");
        Write("x_val.bin", [1], Magic);
        AssertRefused("has no tokens to train on");
        Write("x_train.bin", [1, 50_257, 2], Magic);
        AssertRefused("token 1 is 50257, beyond the model's vocabulary of 50257");
        byte[] good = TokenFileTests.Shard([1, 2, 3], Magic, 1);
        File.WriteAllBytes(folder.File("x_train.bin"), good[..^1]);
        AssertRefused("is cut short or damaged");
        Write("x_train.bin", [1, 2], Magic, 2);
        AssertRefused("of version 2");
        Write("x_train.bin", [1, 2], 20240328);
        AssertRefused("a tokenizer of llm.c");
        Write("x_train.bin", [1, 2], Magic);
        File.WriteAllText(folder.File("meta.json"), "{");
        AssertRefused("is not what prepare writes");
    }

    private void AssertRefused(string part)
    {
        string message = Assert.Throws<DataException>(() => TokenFolder.TryOpen(folder.Path)).Message;
        Assert.Contains(part, message);
        Assert.DoesNotContain("\n", message);
    }

    private void Write(string name, int[] tokens, int magic, int version = 1) => File.WriteAllBytes(folder.File(name), TokenFileTests.Shard(tokens, magic, version));

    private static int[] All(ITokens tokens)
    {
        var all = new int[tokens.Count];
        tokens.Read(0, all);
        return all;
    }
}
