using System.Runtime.InteropServices;
using System.Text;
using NanoGpt;

namespace Tests;

/// <summary>Files of tokens: llm.c's shards and nanoGPT's .bin.</summary>
public sealed class TokenFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string At => folder.File("tokens.bin");

    public void Dispose() => folder.Dispose();

    /// <summary>A shard; without a magic number, nanoGPT's file.</summary>
    public static byte[] Shard(int[] tokens, int magic, int version)
    {
        byte[] body = magic == 20240801
            ? MemoryMarshal.AsBytes(tokens.AsSpan()).ToArray()
            : MemoryMarshal.AsBytes(Array.ConvertAll(tokens, token => (ushort)token).AsSpan()).ToArray();
        int[] header = new int[256];
        (header[0], header[1], header[2]) = (magic, version, tokens.Length);
        return magic == 0 ? body : [.. MemoryMarshal.AsBytes(header.AsSpan()), .. body];
    }

    [Theory]
    [InlineData(20240520, 1, 50256)]
    [InlineData(20240801, 7, 128255)]
    [InlineData(0, 0, 65535)]
    public void Tokens_are_read_from_any_place(int magic, int version, int largest)
    {
        int[] tokens = [.. Enumerable.Range(0, 100_000).Select(i => (int)((long)i * 7919 % (largest + 1))), largest];
        File.WriteAllBytes(At, Shard(tokens, magic, version));
        using var file = TokenFile.TryOpen(At)!;
        Assert.Equal(tokens.Length, file.Count);
        foreach (var (start, length) in new[] { (0, 1), (100_000, 1), (0, 100_001), (33_333, 66_668) })
        {
            var read = new int[length];
            file.Read(start, read);
            Assert.Equal(tokens[start..(start + length)], read);
        }

        file.RequireWithin(largest + 1);
        string message = Assert.Throws<DataException>(() => file.RequireWithin(largest)).Message;
        Assert.Contains($"is {largest}, beyond the model's vocabulary of {largest}", message);
    }

    /// <summary>Written by numpy 1.24: np.save("x.npy", np.array([1, 2, 65535], dtype=np.uint16)).</summary>
    [Fact]
    public void An_array_of_numpys_is_read()
    {
        File.WriteAllBytes(folder.File("x.npy"), NumPy("{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }", [1, 2, 65535]));
        Assert.Equal(128 + 6, new FileInfo(folder.File("x.npy")).Length);
        using var file = TokenFile.TryOpen(folder.File("x.npy"))!;
        var read = new int[3];
        file.Read(0, read);
        Assert.Equal([1, 2, 65535], read);
        Assert.Contains("3 tokens of 16 bits, numpy", file.Description);
    }

    [Theory]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", "has numbers of numpy's type '<i8'")]
    [InlineData("{'descr': '>u2', 'fortran_order': False, 'shape': (3,), }", "has numbers of numpy's type '>u2'")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (3, 1), }", "an array of shape (3, 1)")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (), }", "an array of shape ()")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (4,), }", "says 4 tokens, which are 136 bytes; it has 134")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (9223372036854775807,), }", "cut short or damaged")]
    [InlineData("{'descr': '<u2', 'shape': (3,), }", "no type, order and shape follow")]
    [InlineData("nothing", "no type, order and shape follow")]
    public void Arrays_of_numpys_that_are_no_tokens_are_refused(string header, string part) => AssertRefused(NumPy(header, [1, 2, 3]), part);

    [Fact]
    public void An_array_of_numpys_cut_off_in_its_header_is_refused()
    {
        byte[] good = NumPy("{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }", [1, 2, 3]);
        AssertRefused(good[..9], "no type, order and shape follow");
        AssertRefused(good[..100], "no type, order and shape follow");
    }

    [Fact]
    public void The_place_of_a_token_beyond_the_vocabulary_is_named()
    {
        int[] tokens = new int[70_000];
        tokens[66_000] = 65;
        File.WriteAllBytes(At, Shard(tokens, 20240520, 1));
        using var file = TokenFile.TryOpen(At)!;
        Assert.Contains("token 66000 is 65", Assert.Throws<DataException>(() => file.RequireWithin(65)).Message);
    }

    [Fact]
    public void A_shard_cut_short_is_refused()
    {
        byte[] good = Shard([1, 2, 3, 4], 20240520, 1);
        AssertRefused(good[..^1], "says 4 tokens, which are 1032 bytes; it has 1031");
        AssertRefused([.. good, 0, 0], "it has 1034");
        AssertRefused(good[..1024], "says 4 tokens");
        AssertRefused(good[..700], "fewer than the 1024 of its header");
        AssertRefused(Shard([], 20240520, 1), "has no tokens");
        AssertRefused(Shard([-1], 20240520, 2), "of version 2");
        AssertRefused([1, 0, 2], "its length makes 1 tokens, which are 2 bytes; it has 3");
        AssertRefused([], "has no tokens");
        AssertRefused(Shard([1], 20240522, 1), "evaluation data of llm.c");
        byte[] negative = Shard([1], 20240520, 1);
        negative[11] = 0x80; // the upper byte of the number of tokens
        AssertRefused(negative, "cut short or damaged");
    }

    [Fact]
    public void A_text_is_no_file_of_tokens()
    {
        File.WriteAllText(folder.File("text.txt"), "To be");
        Assert.Null(TokenFile.TryOpen(folder.File("text.txt")));
    }

    /// <summary>As numpy writes it: a header of 128 bytes, filled up by blanks.</summary>
    internal static byte[] NumPy(string header, int[] tokens) =>
        [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header.PadRight(117) + "\n"), .. Shard(tokens, 0, 0)];

    private void AssertRefused(byte[] bytes, string part)
    {
        File.WriteAllBytes(At, bytes);
        string message = Assert.Throws<DataException>(() => TokenFile.TryOpen(At)).Message;
        Assert.Contains(part, message);
        Assert.DoesNotContain("\n", message);
    }
}
