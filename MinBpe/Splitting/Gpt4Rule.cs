using System.Runtime.CompilerServices;
using static MinBpe.CharacterClass;
using static MinBpe.Utf8Scan;

namespace MinBpe;

/// <summary>
/// <c>'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+</c>
/// </summary>
internal readonly struct Gpt4Rule : ISplitRule
{
    public static int PieceEnd(ref byte text, int start, int end)
    {
        var first = ClassAt(ref text, start, end, out int size);
        if ((first & Letter) != 0)
        {
            return LetterRun(ref text, start, end);
        }

        if (first == Number)
        {
            return UpToThreeNumbers(ref text, start, end);
        }

        if (first != Newline)
        {
            int character = Unsafe.Add(ref text, start), next = start + size;
            if (character == '\'' && EndingLength(ref text, next, end, anyCase: true) is > 0 and int ending)
            {
                return next + ending;
            }

            var second = ClassAt(ref text, next, end, out _);
            if ((second & Letter) != 0)
            {
                return LetterRun(ref text, next, end);
            }

            if ((first & Punctuation) != 0 || (character == ' ' && (second & Punctuation) != 0))
            {
                return Run(ref text, Run(ref text, next, end, Punctuation), end, Newline);
            }
        }

        return SpaceEnd(ref text, start, end, toLastNewline: true);
    }
}
