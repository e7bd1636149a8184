using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kernels;

/// <summary>
/// Loops written out. What is indexed by a loop's counter lies in registers only after the loop was unrolled; ILGPU unrolls none, and CUDA's assembler only short ones. A kernel
/// that says <c>loops.unroll;</c> in its inline PTX gets all loops written out here that count from a constant to a constant in steps of 1:
/// <code>
///         mov.b32 %r9, 0;
///     L_1:
///         ...
///         setp.ge.s32 %p1, %r9, 8;
///         @%p1 bra L_2;
///         ...
///         bra L_1;
///     L_2:
/// </code>
/// The body is repeated with the counter set to each number in turn, inner loops first. Registers keep their names, for in PTX they can be written again and again;
/// labels get new ones.
/// </summary>
internal static partial class LoopText
{
    private const string Mark = "loops.unroll;";
    private const int LongestCount = 128;

    /// <summary>Writes the loops out if the text asks for it.</summary>
    public static string Unroll(string ptx)
    {
        string text = ptx.Replace(Mark, "", StringComparison.Ordinal);
        if (text.Length == ptx.Length)
        {
            return ptx;
        }

        // From the end on: an inner loop begins behind the outer one, and what comes before a loop stays where it is. Loops of another kind are left.
        foreach (var header in Header().Matches(text).Reverse())
        {
            text = Loop.Find(text, header) is { } loop ? loop.WrittenOut() : text;
        }

        return text;
    }

    /// <summary>
    /// A loop within a text. ILGPU writes all its blocks between the label of its header and that where it goes on, or, where it goes on further up, the last
    /// jump back.
    /// </summary>
    /// <param name="Before">What comes before its first label.</param>
    /// <param name="Label">That.</param>
    /// <param name="Head">What is done before each test.</param>
    /// <param name="Body">What is done after it.</param>
    /// <param name="After">What comes after that.</param>
    /// <param name="Exit">The label where it goes on.</param>
    /// <param name="Counter">The register that counts.</param>
    /// <param name="First">The first number.</param>
    /// <param name="End">The first number with which it is left.</param>
    private sealed record Loop(string Before, string Label, string Head, string Body, string After, string Exit, string Counter, int First, int End)
    {
        /// <summary>The loop with such a header; null: it is another kind of loop.</summary>
        public static Loop? Find(string text, Match header)
        {
            string label = header.Groups["label"].Value, counter = header.Groups["counter"].Value, exit = header.Groups["exit"].Value;
            int bodyStart = header.Index + header.Length, bodyEnd = text.IndexOf($"\t{exit}:\n", StringComparison.Ordinal), end = Number(header.Groups["end"].Value);
            if (bodyEnd < bodyStart)
            {
                bodyEnd = text.LastIndexOf(Jump(label), StringComparison.Ordinal) + Jump(label).Length + 1;
            }

            if (bodyEnd < bodyStart || end > LongestCount)
            {
                return null;
            }

            string before = text[..header.Index], body = text[bodyStart..bodyEnd], after = text[bodyEnd..];
            string entry = before[Math.Max(0, before.LastIndexOf($"mov.b32\t{counter}, ", StringComparison.Ordinal))..];
            var start = Regex.Match(entry, $@"^mov\.b32\t{counter}, (\d+);");
            bool isWhole = !LabelLine().IsMatch(entry)
                && Labels(body).Append(label).All(inner => !before.Contains(Jump(inner), StringComparison.Ordinal) && !after.Contains(Jump(inner), StringComparison.Ordinal));
            bool isCounted = start.Success && Regex.Count(body, $@"mov\.b32\t{counter},") == 1
                && Regex.IsMatch(body, $@"add\.s32\t(%r\d+), {counter}, 1;[\s\S]*mov\.b32\t{counter}, \1;");
            return isWhole && isCounted ? new Loop(before, label, header.Groups["head"].Value, body, after, exit, counter, Number(start.Groups[1].Value), end) : null;
        }

        /// <summary>The text with the body once for each turn; the last time there is the head alone, whose results may be used behind the loop.</summary>
        public string WrittenOut()
        {
            var text = new StringBuilder(Before);
            for (int i = First; i <= End; i++)
            {
                string turn = i < End ? Head + Body : $"{Head}\t{Jump(Exit)}\n";
                text.Append(CultureInfo.InvariantCulture, $"\t{Label}_{i}:\n\tmov.b32\t{Counter}, {i};\n").Append(Renamed(turn, i));
            }

            return text.Append(After).ToString();
        }

        private string Renamed(string turn, int i)
        {
            string[] labels = Labels(turn);
            return AnyLabel().Replace(turn, label =>
                labels.Contains(label.Value) ? string.Create(CultureInfo.InvariantCulture, $"{label.Value}_{i}")
                : label.Value == Label ? string.Create(CultureInfo.InvariantCulture, $"{Label}_{i + 1}") : label.Value);
        }

        private static string[] Labels(string text) => [.. LabelLine().Matches(text).Select(label => label.Groups["name"].Value)];

        private static string Jump(string label) => $"bra\t{label};";

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\t(?<label>L_\w+):\n(?<head>(?:\t(?!L_|bra\b|@|ret\b)[^\n]*\n|\n)*?)\tsetp\.ge\.s32\t(?<predicate>%p\d+), (?<counter>%r\d+), (?<end>\d+);\n\t@\k<predicate> bra\t(?<exit>L_\w+);\n")]
    private static partial Regex Header();

    [GeneratedRegex(@"\bL_\w+")]
    private static partial Regex AnyLabel();

    [GeneratedRegex(@"^\t(?<name>L_\w+):", RegexOptions.Multiline)]
    private static partial Regex LabelLine();
}
