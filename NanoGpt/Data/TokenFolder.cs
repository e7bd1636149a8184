using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NanoGpt;

/// <summary>
/// Tokens that were prepared before: a folder that <c>prepare</c> or nanoGPT's prepare.py wrote (train.bin, val.bin), shards of
/// llm.c's and build-nanogpt's naming ("train" and "val" in their names), llama2.c's pretokenized files (the first one validates),
/// or a single file, whose last tenth validates.
/// </summary>
public sealed class TokenFolder : TrainingData
{
    private const int HashedTokens = 1 << 15; // at both ends of each file: hashing all of many gigabytes takes minutes

    private readonly TokenShards trainFiles;
    private readonly TokenShards? valFiles; // null: cut from the others
    private readonly ITokens train;
    private readonly ITokens val;
    private readonly string path;

    private TokenFolder(string path, IEnumerable<string> trainPaths, IReadOnlyList<string> valPaths, PreparedMeta? meta, TextCodec? otherwise)
    {
        this.path = path;
        trainFiles = new TokenShards(trainPaths);
        try
        {
            valFiles = valPaths.Count > 0 ? new TokenShards(valPaths) : null;
            long cut = (long)(0.9 * trainFiles.Count);
            train = valFiles is null ? new TokenRange(trainFiles, 0, cut) : trainFiles;
            val = valFiles is null ? new TokenRange(trainFiles, cut, trainFiles.Count - cut) : valFiles;
            string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
            Codec = FolderCodec.TryRead(folder, meta) ?? otherwise ?? (trainFiles.Files[0].Width == sizeof(ushort) ? new Gpt2Codec() : new NumberCodec(Llama3Size));
            RequireWithin(Codec.TokenCount);
            Sha256 = Hash();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Tokens of Llama 3, special ones included.</summary>
    private const int Llama3Size = 128_256;

    /// <inheritdoc/>
    public override TextCodec Codec { get; }

    /// <inheritdoc/>
    public override string Sha256 { get; }

    /// <summary>Where the tokens are and how many, for people.</summary>
    public string Description
    {
        get
        {
            int files = trainFiles.Files.Count + (valFiles?.Files.Count ?? 0);
            return string.Create(CultureInfo.InvariantCulture, $"{path}: {train.Count + val.Count:N0} tokens in {files} file{(files == 1 ? "" : "s")} ({Codec.Name})");
        }
    }

    /// <summary>Opens prepared tokens.</summary>
    /// <param name="path">A folder, or a file of tokens.</param>
    /// <param name="otherwise">What the tokens stand for where no file beside them says it; null: GPT-2's, as nanoGPT has it, or Llama 3's.</param>
    /// <returns>null: it is neither; perhaps a text.</returns>
    /// <exception cref="DataException">The folder has no tokens, or its preparation is not finished, or a file is damaged or has a token beyond the vocabulary.</exception>
    public static TokenFolder? TryOpen(string path, TextCodec? otherwise = null) => Directory.Exists(path) ? OpenFolder(path, otherwise) : OpenFile(path, otherwise);

    /// <inheritdoc/>
    public override ITokens Of(Split split) => split == Split.Train ? train : val;

    /// <summary>Makes sure that a model knows all tokens, before it takes memory.</summary>
    /// <exception cref="DataException">One is beyond its vocabulary.</exception>
    public void RequireWithin(int vocabSize)
    {
        trainFiles.RequireWithin(vocabSize);
        valFiles?.RequireWithin(vocabSize);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        trainFiles.Dispose();
        valFiles?.Dispose();
        base.Dispose();
    }

    private static TokenFolder OpenFolder(string folder, TextCodec? otherwise)
    {
        var meta = PreparedMeta.TryRead(folder);
        if (meta?.Progress is not null)
        {
            throw new DataException($"The preparation of {folder} is not finished: run the same prepare command again, and it goes on.");
        }

        string[] files = [.. TokenFile.In(folder).Where(file => Path.GetFileName(file) != meta?.Tokenizer)];
        string[] train = [.. files.Where(file => Path.GetFileName(file).Contains("train", StringComparison.Ordinal))];
        string[] val = [.. files.Where(file => Path.GetFileName(file).Contains("val", StringComparison.Ordinal))];
        if (train.Length == 0 && val.Length == 0 && files.Length > 0)
        {
            (train, val) = files.Length > 1 ? (files[1..], files[..1]) : (files, []); // llama2.c: the first file validates
        }

        return train.Length > 0 ? new TokenFolder(folder, train, val, meta, otherwise) : throw new DataException(
            $"{folder} has no tokens to train on: a folder of tokens has files *.bin or *.npy, such as train.bin and val.bin; the command prepare writes one.");
    }

    /// <summary>A file of tokens to train on, whose neighbour with val for train in its name validates, if there is one.</summary>
    private static TokenFolder? OpenFile(string path, TextCodec? otherwise)
    {
        if (!File.Exists(path) || (Path.GetExtension(path) != ".bin" && FileKinds.Of(path) is not (FileKind.LlmcTokens or FileKind.LlmcWideTokens or FileKind.NumPy)))
        {
            return null;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string neighbour = Path.Combine(folder, Path.GetFileName(path).Replace("train", "val", StringComparison.Ordinal));
        bool hasVal = Path.GetFileName(neighbour) != Path.GetFileName(path) && File.Exists(neighbour);
        return new TokenFolder(path, [path], hasVal ? [neighbour] : [], PreparedMeta.TryRead(folder), otherwise);
    }

    private string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        var tokens = new int[HashedTokens];
        foreach (var file in trainFiles.Files.Concat(valFiles?.Files ?? []))
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, file.Count);
            hash.AppendData(number);
            int length = (int)Math.Min(HashedTokens, file.Count);
            foreach (long start in new[] { 0, file.Count - length })
            {
                file.Read(start, tokens.AsSpan(0, length));
                hash.AppendData(MemoryMarshal.AsBytes(tokens.AsSpan(0, length)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
