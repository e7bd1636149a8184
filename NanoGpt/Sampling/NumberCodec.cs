using System.Globalization;

namespace NanoGpt;

/// <summary>Tokens of which nobody knows what they stand for: their text is their numbers, each with a blank behind it.</summary>
/// <param name="count">How many there are.</param>
public sealed class NumberCodec(int count) : TextCodec
{
    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant($"{count:N0} tokens of unknown text");

    /// <inheritdoc/>
    public override int TokenCount => count;

    /// <inheritdoc/>
    public override string DefaultPrompt => "0";

    /// <summary>Numbers, with blanks between them.</summary>
    /// <exception cref="DataException">There is something else, or a number is no token.</exception>
    public override int[] Encode(string prompt)
    {
        string[] words = prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0
            ? [.. words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int token) && token < count
                ? token
                : throw new DataException($"'{word}' is no token: nobody knows what the tokens stand for, so give their numbers, 0 to {count - 1}."))]
            : throw new DataException($"The prompt is empty: give numbers of tokens, 0 to {count - 1}.");
    }

    /// <inheritdoc/>
    public override int ByteCount(int token) => 0;

    /// <inheritdoc/>
    public override string Add(int token) => FormattableString.Invariant($"{token} ");
}
