using System.Runtime.CompilerServices;
using static MinBpe.CharacterClass;
using static MinBpe.Utf8Scan;

namespace MinBpe;

/// <summary><c>'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c></summary>
internal readonly struct Gpt2Rule : ISplitRule
{
    public static int PieceEnd(ref byte text, int start, int end)
    {
        int first = Unsafe.Add(ref text, start);
        if (first == '\'' && EndingLength(ref text, start + 1, end, anyCase: false) is > 0 and int ending)
        {
            return start + 1 + ending;
        }

        int from = first == ' ' ? start + 1 : start;
        var found = ClassAt(ref text, from, end, out int size);
        return found switch
        {
            Upper or Lower or Caseless => LetterRun(ref text, from, end),
            Number => Run(ref text, from + size, end, Number),
            Mark or Symbol => Run(ref text, from + size, end, Punctuation),
            _ => SpaceEnd(ref text, start, end, toLastNewline: false),
        };
    }
}
