using System.Globalization;
using System.Text;

namespace MinBpe;

/// <summary>Tokens as people read them: the original's <c>render_token</c>.</summary>
internal static class TokenText
{
    /// <summary>Bytes as text: what is not UTF-8 becomes U+FFFD, and control characters become \u and four digits.</summary>
    public static string Render(ReadOnlySpan<byte> token)
    {
        var text = new StringBuilder();
        foreach (var character in Encoding.UTF8.GetString(token).EnumerateRunes())
        {
            // All that Unicode calls "other": control, format, private, unassigned.
            if (Rune.GetUnicodeCategory(character) is >= UnicodeCategory.Control and <= UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{character.Value:x4}");
            }
            else
            {
                text.Append(character.ToString());
            }
        }

        return text.ToString();
    }
}
