namespace MinBpe;

/// <summary>One of OpenAI's encodings. Source: tiktoken, openai_public.py.</summary>
/// <param name="Name">tiktoken's name.</param>
/// <param name="RanksName">The name of the file of ranks, without <c>.tiktoken</c>.</param>
/// <param name="Sha256">What OpenAI publishes for that file.</param>
/// <param name="Pattern">How texts are cut.</param>
/// <param name="SpecialTokens">Names and ids.</param>
internal sealed record EncodingDefinition(string Name, string RanksName, string Sha256, SplitPattern Pattern, params (string Text, int Id)[] SpecialTokens)
{
    private const string EndOfText = "<|endoftext|>";
    private const string FimPrefix = "<|fim_prefix|>";
    private const string FimMiddle = "<|fim_middle|>";
    private const string FimSuffix = "<|fim_suffix|>";
    private const string EndOfPrompt = "<|endofprompt|>";

    private const string R50kSha256 = "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930";
    private const string P50kSha256 = "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EncodingDefinition> All { get; } =
    [
        new("gpt2", "r50k_base", R50kSha256, SplitPattern.Gpt2, (EndOfText, 50256)), // the ranks of r50k_base are GPT-2's
        new("r50k_base", "r50k_base", R50kSha256, SplitPattern.Gpt2, (EndOfText, 50256)),
        new("p50k_base", "p50k_base", P50kSha256, SplitPattern.Gpt2, (EndOfText, 50256)),
        new("p50k_edit", "p50k_base", P50kSha256, SplitPattern.Gpt2, (EndOfText, 50256), (FimPrefix, 50281), (FimMiddle, 50282), (FimSuffix, 50283)),
        new(
            "cl100k_base",
            "cl100k_base",
            "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
            SplitPattern.Gpt4,
            (EndOfText, 100257),
            (FimPrefix, 100258),
            (FimMiddle, 100259),
            (FimSuffix, 100260),
            (EndOfPrompt, 100276)),
        new(
            "o200k_base",
            "o200k_base",
            "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
            SplitPattern.Gpt4o,
            (EndOfText, 199999),
            (EndOfPrompt, 200018)),
    ];

    /// <summary>The encoding of a name.</summary>
    /// <exception cref="TokenizerException">There is none.</exception>
    public static EncodingDefinition Find(string name) => All.FirstOrDefault(encoding => encoding.Name == name)
        ?? throw new TokenizerException($"There is no encoding '{name}'. Known: {string.Join(", ", All.Select(encoding => encoding.Name))}.");

    /// <summary>A tokenizer with the encoding's way to cut and its special tokens.</summary>
    public RankTokenizer With(RankTable ranks) => new(Name, ranks, Pattern, new SpecialTokens(SpecialTokens));
}
