namespace MinBpe;

/// <summary>
/// What happens to special tokens that are spelled out in a text: the original's <c>allowed_special</c>. A text from
/// outside must not be able to end a document by writing the token's name, hence the default <see cref="NoneRaise"/>.
/// </summary>
public sealed class AllowedSpecial
{
    private readonly string[]? names;

    private AllowedSpecial(string[]? names = null) => this.names = names;

    /// <summary>Each becomes its one id.</summary>
    public static AllowedSpecial All { get; } = new();

    /// <summary>Their spelling is text like any other.</summary>
    public static AllowedSpecial None { get; } = new([]);

    /// <summary>A text that spells one is refused.</summary>
    public static AllowedSpecial NoneRaise { get; } = new();

    /// <summary>These become ids; the spelling of others is text like any other.</summary>
    public static AllowedSpecial Only(params string[] names) => new([.. names]);

    /// <summary>The tokens out of <paramref name="all"/> that become ids.</summary>
    /// <exception cref="TokenizerException">One is named that does not exist.</exception>
    internal SpecialTokens Select(SpecialTokens all)
    {
        if (names is null)
        {
            return this == All ? all : SpecialTokens.Empty;
        }

        foreach (string name in names.Where(name => !all.Contains(name)))
        {
            throw new TokenizerException($"'{name}' is no special token here; there are {(all.Count == 0 ? "none" : string.Join(", ", all.Select(token => token.Text)))}.");
        }

        return names.Length == 0 ? SpecialTokens.Empty : new SpecialTokens(all.Where(token => names.Contains(token.Text)));
    }
}
