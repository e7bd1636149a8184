// Special tokens
//
// minbpe's fourth step: names[i], such as <|endoftext|>, becomes the single id ids[i] wherever it stands in the text; what lies between goes
// through `ordinary`, piece by piece. No name begins another one. Mind that |, ? and * mean something in a regular expression.
//? Cut the text at the names and keep them: each piece is then either a name or ordinary text.
//? Regex.Split with the pattern in round brackets keeps what it splits at; Regex.Escape takes the meaning from |, ? and *.
//? string pattern = "(" + string.Join("|", names.Select(Regex.Escape)) + ")";
using System.Text.RegularExpressions;

namespace Exercises;

public static class Specials
{
    public static int[] Encode(string text, string[] names, int[] ids, Func<string, int[]> ordinary)
    {
        // <solution>
        string pattern = "(" + string.Join("|", names.Select(Regex.Escape)) + ")";
        return [.. Regex.Split(text, pattern).SelectMany(piece => Array.IndexOf(names, piece) is >= 0 and var at ? [ids[at]] : ordinary(piece))];
        // <skeleton>
        // return ordinary(text);
        // </solution>
    }
}
