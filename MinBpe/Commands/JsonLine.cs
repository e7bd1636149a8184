using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MinBpe;

/// <summary>
/// Reads <c>{"text": ...}</c>, or another property. JSON can spell half of a surrogate pair (<c>\ud800</c>), which the BCL's reader refuses to
/// decode; here it is a character like any other, for tokenizers to read as U+FFFD.
/// </summary>
public static class JsonLine
{
    private static readonly string[] Usual = ["text"];

    /// <summary>The value of a property of the line's object.</summary>
    /// <param name="line">JSON in UTF-8.</param>
    /// <param name="names">What the property may be called; null: text.</param>
    /// <exception cref="TokenizerException">The line is no JSON, or has no such value.</exception>
    public static string Text(ReadOnlySpan<byte> line, IReadOnlyList<string>? names = null)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            string? text = null;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && IsOneOf(reader, names ?? Usual))
                {
                    reader.Read();
                    text = reader.TokenType == JsonTokenType.String ? Unescape(reader.ValueSpan, reader.ValueIsEscaped) : null;
                }
            }

            return text ?? throw new TokenizerException($"there should be a JSON object with a string \"{string.Join("\" or \"", names ?? Usual)}\", as {{\"{(names ?? Usual)[0]}\": \"...\"}}.");
        }
        catch (JsonException e)
        {
            throw new TokenizerException($"this is not JSON: {e.Message.Split(" LineNumber:")[0].TrimEnd('.')}, at byte {e.BytePositionInLine}.", e);
        }
    }

    private static bool IsOneOf(in Utf8JsonReader property, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (property.ValueTextEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A string between its quotes as characters. The reader has checked that the escapes are well formed.</summary>
    private static string Unescape(ReadOnlySpan<byte> raw, bool escaped)
    {
        string spelled = Encoding.UTF8.GetString(raw);
        if (!escaped)
        {
            return spelled;
        }

        var text = new StringBuilder(spelled.Length);
        for (int i = 0; i < spelled.Length; i++)
        {
            if (spelled[i] != '\\')
            {
                text.Append(spelled[i]);
                continue;
            }

            i++;
            if (spelled[i] == 'u')
            {
                text.Append((char)ushort.Parse(spelled.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(spelled[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
        }

        return text.ToString();
    }
}
