using System.Text.Json;
using System.Text.Json.Serialization;

namespace NanoGpt;

/// <summary>
/// What <c>prepare</c> writes beside the tokens, in meta.json: how they were made, so that a later run can tell whether it is
/// the same work; how far it came; and what the tokens stand for.
/// </summary>
internal sealed record PreparedMeta
{
    /// <summary>The file's name in the folder.</summary>
    public const string FileName = "meta.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The name of the recipe.</summary>
    public required string Dataset { get; init; }

    /// <summary>What made the tokens: one of OpenAI's encodings, or char, or llama, or file for others.</summary>
    public required string Encoding { get; init; }

    /// <summary>Number of tokens that exist.</summary>
    public required int VocabSize { get; init; }

    /// <summary>Bytes of a token.</summary>
    public required int Width { get; init; }

    /// <summary>bin or llmc.</summary>
    public required string Format { get; init; }

    /// <summary>Tokens of a shard; 0: one file for each part.</summary>
    public required long ShardSize { get; init; }

    /// <summary>The files that were read: name and bytes.</summary>
    public required IReadOnlyList<PreparedInput> Inputs { get; init; }

    /// <summary>The characters in the order of their tokens, for char.</summary>
    public string? Characters { get; init; }

    /// <summary>The tokenizer's file in the folder; null: the encoding's name says it all.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>The hash of that file: others may be as large.</summary>
    public string? TokenizerSha256 { get; init; }

    /// <summary>How far it came; null: it is finished.</summary>
    public PrepareProgress? Progress { get; init; }

    /// <summary>Documents in all.</summary>
    public long Documents { get; init; }

    /// <summary>Tokens to train on.</summary>
    public long TrainTokens { get; init; }

    /// <summary>Tokens to validate.</summary>
    public long ValTokens { get; init; }

    /// <summary>Reads a folder's; null: it has none.</summary>
    /// <exception cref="DataException">It is damaged.</exception>
    public static PreparedMeta? TryRead(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var meta = JsonSerializer.Deserialize<PreparedMeta>(InputFile.ReadAllBytes(path), Json) ?? throw new JsonException("it says null");
            return meta.Progress is null || meta.Progress.IsWithin(meta.Inputs.Count) ? meta : throw new JsonException("its progress is no place in this work");
        }
        catch (JsonException e)
        {
            throw new DataException($"{path} is not what prepare writes: {e.Message.Split(" LineNumber:")[0].TrimEnd('.')}. Remove the folder and prepare again.", e);
        }
    }

    /// <summary>Writes a folder's.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Write(string folder) => AtomicFile.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, Json));

    /// <summary>
    /// Goes on with this work in a folder, or begins it there: then this file and the tokenizer are in the folder before any token.
    /// </summary>
    /// <param name="folder">Where the tokens go.</param>
    /// <param name="tokenizer">What makes them; null: each character is one.</param>
    /// <returns>What was done before; <see cref="Progress"/> is null if that is all.</returns>
    /// <exception cref="DataException">The folder has something else, or cannot be written.</exception>
    public PreparedMeta GoOnOrBegin(string folder, DocumentTokenizer? tokenizer)
    {
        var before = TryRead(folder);
        if (before?.Progress is { } progress && progress.Outputs.All(place => place.Total == 0))
        {
            return Begin(folder, tokenizer); // nothing was made so far, perhaps since the input was bad
        }

        if (before is null)
        {
            return TokenFile.In(folder).FirstOrDefault() is { } other
                ? throw new DataException($"{other} is there already, and no {FileName} that says how it was made: name another folder with --out.")
                : Begin(folder, tokenizer);
        }

        return Difference(before) is { } difference
            ? throw new DataException($"{folder} has data that were prepared otherwise: {difference}. Name another folder with --out, or remove that one.")
            : before;
    }

    private PreparedMeta Begin(string folder, DocumentTokenizer? tokenizer)
    {
        Write(folder);
        tokenizer?.KeepIn(folder);
        return this;
    }

    /// <summary>What is different from work that was begun before; null: nothing, it can go on.</summary>
    private string? Difference(PreparedMeta before)
    {
        (string Name, object? Now, object? Before)[] all =
        [
            ("the dataset", Dataset, before.Dataset), ("the encoding", Encoding, before.Encoding), ("the vocabulary", VocabSize, before.VocabSize),
            ("the tokenizer's SHA-256", TokenizerSha256, before.TokenizerSha256), ("the format", Format, before.Format), ("the shard size", ShardSize, before.ShardSize),
            ("the input", string.Join(", ", Inputs), string.Join(", ", before.Inputs)),
            ("the number of its outputs", Outputs(this) ?? Outputs(before), Outputs(before) ?? Outputs(this)), // a finished work has none
        ];
        return all.Where(one => !Equals(one.Now, one.Before)).Select(one => FormattableString.Invariant($"{one.Name} was {one.Before ?? "none"} and is {one.Now ?? "none"} now")).FirstOrDefault();

        static int? Outputs(PreparedMeta of) => of.Progress?.Outputs.Count;
    }
}

/// <summary>A file that tokens were made of.</summary>
/// <param name="Name">Its name, without the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, where all of it was in the memory; hashing gigabytes would take as long as the work.</param>
internal sealed record PreparedInput(string Name, long Bytes, string? Sha256 = null)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name} of {Bytes} bytes") + (Sha256 is null ? "" : $", SHA-256 {Sha256}");
}

/// <summary>A place in the work up to which everything is safe on the disk.</summary>
/// <param name="File">The number of the input file.</param>
/// <param name="Place">The place in it, in the file's own units.</param>
/// <param name="Documents">Documents before it.</param>
/// <param name="Outputs">For each output: the number of its shard, and the tokens in it.</param>
internal sealed record PrepareProgress(int File, long Place, long Documents, IReadOnlyList<ShardPlace> Outputs)
{
    /// <summary>The beginning of work with so many outputs.</summary>
    public static PrepareProgress Beginning(int outputs) => new(0, 0, 0, new ShardPlace[outputs]);

    /// <summary>Whether it can be a place in work on so many files.</summary>
    public bool IsWithin(int files) =>
        File >= 0 && File < files && Place >= 0 && Documents >= 0
        && Outputs.Count is 1 or 2 && Outputs.All(output => output.Shard >= 0 && output.Tokens >= 0 && output.Total >= output.Tokens);
}

/// <summary>A place in a row of shards.</summary>
/// <param name="Shard">The number of the shard.</param>
/// <param name="Tokens">Tokens in it.</param>
/// <param name="Total">Tokens in it and in all before it.</param>
internal readonly record struct ShardPlace(int Shard, long Tokens, long Total);
