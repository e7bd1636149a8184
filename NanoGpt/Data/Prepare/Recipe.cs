namespace NanoGpt;

/// <summary>Which documents validate.</summary>
internal enum ValRule
{
    /// <summary>The last tenth of the input.</summary>
    LastTenth,

    /// <summary>Each document by chance, with a fixed seed.</summary>
    Documents,

    /// <summary>The first file, or the one with val in its name; of a single file, the last tenth.</summary>
    FirstFile,

    /// <summary>The first shard of tokens.</summary>
    FirstShard,
}

/// <summary>How files of tokens are made.</summary>
internal enum TokenFormat
{
    /// <summary>nanoGPT's: train.bin and val.bin, 16 bits a token, nothing else.</summary>
    Bin,

    /// <summary>llm.c's: a header, then 16 bits a token; 32 where a vocabulary needs them.</summary>
    Llmc,
}

/// <summary>How one of the originals makes tokens of a data set.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Stem">What its files are called, before _train and _val.</param>
/// <param name="Val">Which documents validate.</param>
/// <param name="Format">Of its files, unless one is asked for.</param>
/// <param name="ShardSize">Tokens of a shard; 0: one file for each part.</param>
internal sealed record Recipe(string Name, string Stem, ValRule Val, TokenFormat Format, long ShardSize)
{
    private const long HundredMillion = 100_000_000;

    /// <summary>Names of the property or column that has a document's text.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["text"];

    /// <summary>Whether documents lose the white space around them.</summary>
    public bool Strip { get; init; }

    /// <summary>Whether the separator stands behind a document, not before it.</summary>
    public bool SeparatorBehind { get; init; }

    /// <summary>Whether an array's records are shuffled, as llm.c shuffles those of TinyStories.</summary>
    public bool Shuffles { get; init; }

    /// <summary>Where the data can be downloaded; null: nowhere.</summary>
    public HuggingFaceDataset? Source { get; init; }

    /// <summary>
    /// All but Shakespeare, which is a text and not documents (<see cref="ShakespearePreparation"/>): llm.c's tinystories.py,
    /// nanoGPT's openwebtext, llm.c's and build-nanogpt's fineweb.py, and any other text.
    /// </summary>
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("tinystories", "TinyStories", ValRule.FirstFile, TokenFormat.Llmc, 0)
        {
            Fields = ["story", "text"], Strip = true, Shuffles = true, Source = new("roneneldan/TinyStories", "", "TinyStories_all_data.tar.gz"),
        },
        new("openwebtext", "openwebtext", ValRule.Documents, TokenFormat.Bin, 0) { SeparatorBehind = true, Source = new("Skylion007/openwebtext", "plain_text", ".parquet") },
        new("fineweb", "fineweb", ValRule.FirstShard, TokenFormat.Llmc, HundredMillion) { Source = new("HuggingFaceFW/fineweb", "sample/10BT", ".parquet") },
        new("fineweb-edu", "edu_fineweb", ValRule.FirstShard, TokenFormat.Llmc, HundredMillion) { Source = new("HuggingFaceFW/fineweb-edu", "sample/10BT", ".parquet") },
        new("text", "text", ValRule.LastTenth, TokenFormat.Bin, 0),
    ];
}
