using System.Text;

namespace MinBpe;

/// <summary>
/// Rewrites a pattern of Python's <c>regex</c> module for .NET. Two things differ for the patterns in use: .NET has no
/// possessive quantifiers (<c>a++</c> becomes <c>(?>a+)</c>), and its case-insensitive s does not match the long s.
/// </summary>
internal sealed class PythonPattern
{
    private const string IgnoreCase = "(?i:";
    private const string AnyS = "sS\u017F";

    private readonly string pattern;
    private readonly StringBuilder output = new();
    private readonly Stack<(int Start, bool IgnoresCase)> groups = new();
    private int at;
    private bool ignoresCase;

    private PythonPattern(string pattern) => this.pattern = pattern;

    /// <summary>The same pattern for .NET; what is not a pattern comes out as such.</summary>
    public static string ToDotNet(string pattern) => new PythonPattern(pattern).Convert();

    private string Convert()
    {
        int atom = 0; // where in the output the thing began that a quantifier would repeat
        while (at < pattern.Length)
        {
            switch (pattern[at])
            {
                case '(':
                    groups.Push((output.Length, ignoresCase));
                    bool ignore = pattern.AsSpan(at).StartsWith(IgnoreCase, StringComparison.Ordinal);
                    ignoresCase |= ignore;
                    Copy(ignore ? IgnoreCase.Length : pattern.AsSpan(at).StartsWith("(?", StringComparison.Ordinal) ? 3 : 1);
                    break;
                case ')' when groups.Count > 0:
                    (atom, ignoresCase) = groups.Pop();
                    Copy(1);
                    break;
                case '*' or '+' or '?' or '{':
                    Quantifier(atom);
                    break;
                case '[':
                    atom = output.Length;
                    CharacterClass();
                    break;
                case '\\':
                    atom = output.Length;
                    Escape();
                    break;
                default:
                    atom = output.Length;
                    Literal();
                    break;
            }
        }

        return output.ToString();
    }

    /// <summary><c>+</c>, <c>*</c>, <c>?</c> or <c>{m,n}</c>; another + after it forbids giving back what was matched.</summary>
    private void Quantifier(int atom)
    {
        int length = pattern[at] == '{' ? pattern.IndexOf('}', at) - at + 1 : 1;
        Copy(Math.Max(1, length));
        if (at < pattern.Length && pattern[at] == '+')
        {
            output.Insert(atom, "(?>").Append(')');
            at++;
        }
        else if (at < pattern.Length && pattern[at] == '?')
        {
            Copy(1);
        }
    }

    private void CharacterClass()
    {
        do
        {
            if (pattern[at] == '\\')
            {
                Escape();
            }
            else if (ignoresCase && pattern[at] is 's' or 'S')
            {
                output.Append(AnyS);
                at++;
            }
            else
            {
                Copy(1);
            }
        }
        while (at < pattern.Length && pattern[at] != ']');

        if (at < pattern.Length)
        {
            Copy(1);
        }
    }

    /// <summary>A backslash and what belongs to it: <c>\s</c>, <c>\p{Lu}</c>.</summary>
    private void Escape()
    {
        bool property = at + 2 < pattern.Length && pattern[at + 1] is 'p' or 'P' && pattern[at + 2] == '{';
        int length = property ? pattern.IndexOf('}', at) - at + 1 : 2;
        Copy(length < 2 ? 2 : length);
    }

    private void Literal()
    {
        if (ignoresCase && pattern[at] is 's' or 'S')
        {
            output.Append('[').Append(AnyS).Append(']');
            at++;
        }
        else
        {
            Copy(1);
        }
    }

    private void Copy(int length)
    {
        length = Math.Min(length, pattern.Length - at);
        output.Append(pattern, at, length);
        at += length;
    }
}
