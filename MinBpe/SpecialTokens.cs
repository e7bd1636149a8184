using System.Buffers;
using System.Collections;
using System.Text;

namespace MinBpe;

/// <summary>
/// Tokens that no merge makes: each is a name and an id. Where several begin at the same place of a text, the one that was
/// registered first counts, as in the original's regular expression of alternatives.
/// </summary>
public sealed class SpecialTokens : IReadOnlyCollection<(string Text, int Id)>
{
    private readonly (string Text, int Id)[] tokens;
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, byte[]> bytes = [];
    private readonly Lazy<SearchValues<string>> search; // takes longer to make than all the rest, and not every use needs it

    /// <summary>Registers tokens, in this order.</summary>
    /// <exception cref="TokenizerException">A name is empty, or a name or an id comes twice or is negative.</exception>
    public SpecialTokens(IEnumerable<(string Text, int Id)> tokens)
    {
        this.tokens = [.. tokens];
        foreach (var (text, id) in this.tokens)
        {
            LargestId = Math.Max(LargestId, id);
            if (text == "" || id < 0)
            {
                throw new TokenizerException($"Special token '{text}' with id {id}: the name must not be empty and the id not negative.");
            }

            if (!ids.TryAdd(text, id) || !bytes.TryAdd(id, Encoding.UTF8.GetBytes(text)))
            {
                throw new TokenizerException($"Special token '{text}' with id {id}: the name or the id is there twice; each must be unique.");
            }
        }

        search = new Lazy<SearchValues<string>>(() => SearchValues.Create([.. ids.Keys], StringComparison.Ordinal));
    }

    /// <summary>No tokens.</summary>
    public static SpecialTokens Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => tokens.Length;

    /// <summary>The id of a token.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public int this[string text] => ids[text];

    /// <summary>The largest id, or -1.</summary>
    public int LargestId { get; } = -1;

    /// <summary>Whether there is a token of this name.</summary>
    public bool Contains(string text) => ids.ContainsKey(text);

    /// <summary>The name of a token in UTF-8, or null where none has this id.</summary>
    public byte[]? Bytes(int id) => bytes.GetValueOrDefault(id);

    /// <inheritdoc/>
    public IEnumerator<(string Text, int Id)> GetEnumerator() => tokens.AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Cuts a text at the special tokens that are allowed in it.</summary>
    /// <returns>Parts in order: text to encode (Id -1), or a special token (Id its id, Text its name).</returns>
    /// <exception cref="TokenizerException">The text spells one that is not allowed.</exception>
    internal IEnumerable<(ReadOnlyMemory<char> Text, int Id)> Cut(string text, AllowedSpecial? allowed)
    {
        allowed ??= AllowedSpecial.NoneRaise;
        if (allowed == AllowedSpecial.NoneRaise)
        {
            RefuseAny(text);
        }

        return allowed.Select(this).Cut(text);
    }

    private IEnumerable<(ReadOnlyMemory<char> Text, int Id)> Cut(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int length = Count == 0 ? -1 : text.AsSpan(at).IndexOfAny(search.Value);
            if (length != 0)
            {
                yield return (text.AsMemory(at, length < 0 ? text.Length - at : length), -1);
            }

            if (length < 0)
            {
                yield break;
            }

            var (name, id) = FirstAt(text, at + length);
            yield return (text.AsMemory(at + length, name.Length), id);
            at += length + name.Length;
        }
    }

    private void RefuseAny(string text)
    {
        int at = Count == 0 ? -1 : text.AsSpan().IndexOfAny(search.Value);
        if (at >= 0)
        {
            throw new TokenizerException(
                $"The text contains the special token {FirstAt(text, at).Text} at character {at} (counted from 0), and special tokens are not allowed: "
                + "--allowed-special all makes them tokens, --allowed-special none reads them as plain text (AllowedSpecial.All and None in code).");
        }
    }

    private (string Text, int Id) FirstAt(string text, int at) =>
        tokens.First(token => string.CompareOrdinal(text, at, token.Text, 0, token.Text.Length) == 0);
}
