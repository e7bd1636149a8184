using System.Security.Cryptography;
using MinBpe;

namespace NanoGpt;

/// <summary>Makes tokens of documents. May be used by several threads at once.</summary>
/// <param name="Name">What the tokens are called in meta.json.</param>
/// <param name="VocabSize">How many there are.</param>
/// <param name="Separator">The token between documents.</param>
/// <param name="Encode">The tokens of a text, in which nothing is special.</param>
/// <param name="CutNear">Where UTF-8 can be cut near a place without changing the tokens; null: nowhere.</param>
/// <param name="File">The tokenizer's file, which is kept beside the tokens; null: the name says it all.</param>
internal sealed record DocumentTokenizer(
    string Name, int VocabSize, int Separator, Func<string, int[]> Encode, CutNear? CutNear, KeptFile? File = null)
{
    private const string EndOfText = "<|endoftext|>";
    private const int BeginOfText = 1; // Llama's

    /// <summary>Bytes of a token in a file: 2 where they suffice.</summary>
    public int Width => VocabSize <= ushort.MaxValue + 1 ? sizeof(ushort) : sizeof(uint);

    /// <summary>Makes sure that a format can hold the tokens.</summary>
    /// <exception cref="DataException">It has too few bits.</exception>
    public void RequireFits(TokenFormat format)
    {
        if (format == TokenFormat.Bin && Width > sizeof(ushort))
        {
            throw new DataException($"nanoGPT's .bin has 16 bits a token, but {Name} has {VocabSize} tokens, which need 32: use --format llmc.");
        }
    }

    /// <summary>Writes the tokenizer's file, if it has one, into the folder of the tokens.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void KeepIn(string folder)
    {
        if (File is { } kept)
        {
            AtomicFile.Write(Path.Combine(folder, kept.Name), stream => stream.Write(kept.Bytes));
        }
    }

    /// <summary>One of OpenAI's encodings.</summary>
    public static DocumentTokenizer Named(string encoding) => Of(Tiktoken.Get(encoding), encoding, null);

    /// <summary>A tokenizer of a file: a Llama's, or byte pairs that know an end of text.</summary>
    /// <exception cref="DataException">It cannot be read, or has no end of text.</exception>
    public static DocumentTokenizer Read(string path)
    {
        try
        {
            var tokenizer = TokenizerFile.Open(path);
            var file = new KeptFile("tokenizer" + Path.GetExtension(path), InputFile.ReadAllBytes(path));
            return tokenizer switch
            {
                LlamaTokenizer llama => new DocumentTokenizer("llama", llama.VocabularySize, BeginOfText, text => llama.Encode(text)[1..], null, file),
                RankTokenizer ranks when ranks.SpecialTokens.Contains(EndOfText) => Of(ranks, Gpt2Or(ranks), file),
                _ => throw new DataException($"{path} has no special token {EndOfText} to put between documents: use llama2.c's tokenizer .bin, llm.c's tokenizer .bin, or --encoding."),
            };
        }
        catch (TokenizerException e)
        {
            throw new DataException(e.Message, e);
        }
    }

    private static DocumentTokenizer Of(RankTokenizer ranks, string name, KeptFile? file) =>
        new(name, ranks.VocabularySize, ranks.SpecialTokens[EndOfText], ranks.EncodeOrdinary, ranks.CutNear, file);

    /// <summary>llm.c's file of GPT-2's tokens is GPT-2's encoding; any other is known by its file only.</summary>
    private static string Gpt2Or(RankTokenizer ranks) =>
        ranks.VocabularySize == Gpt2Codec.Size && ranks.Ranks.Tokens.SequenceEqual(Tiktoken.Get(Gpt2Codec.EncodingName).Ranks.Tokens, ByteArrays.Instance)
            ? Gpt2Codec.EncodingName : "file";

    private sealed class ByteArrays : IEqualityComparer<byte[]?>
    {
        public static readonly ByteArrays Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[]? bytes) => bytes?.Length ?? 0;
    }
}

/// <summary>A tokenizer's file as it lies beside the tokens.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Bytes">What is in it.</param>
internal sealed record KeptFile(string Name, byte[] Bytes)
{
    /// <summary>Tells it from others.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));
}

/// <summary>The last place at or before <paramref name="near"/> where a text can be cut, else the first behind it, else its end.</summary>
internal delegate int CutNear(ReadOnlySpan<byte> utf8, int near);
