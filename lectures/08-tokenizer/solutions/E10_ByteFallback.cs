// What the vocabulary does not know
//
// minbpe's fifth step, Llama's way: the text is cut into characters (code points), not bytes, and a blank is written ▁ (U+2581). One more ▁
// stands before the text. A character that is in the vocabulary becomes its id; of any other each UTF-8 byte b becomes the id 3 + b. Return
// the ids from which merging begins. An emoji is one character, and two `char`s.
//? Go over the code points, not over the chars: text.EnumerateRunes().
//? For every rune: its string is in the vocabulary: one id. Else: one id for each byte of that string.
//? ids.AddRange(Encoding.UTF8.GetBytes(rune.ToString()).Select(b => 3 + b));
using System.Text;

namespace Exercises;

public static class ByteFallback
{
    public static int[] Characters(string text, Dictionary<string, int> vocabulary)
    {
        // <solution>
        var ids = new List<int>();
        foreach (Rune rune in ("▁" + text.Replace(' ', '▁')).EnumerateRunes())
        {
            if (vocabulary.TryGetValue(rune.ToString(), out int id))
            {
                ids.Add(id);
            }
            else
            {
                ids.AddRange(Encoding.UTF8.GetBytes(rune.ToString()).Select(b => 3 + b));
            }
        }

        return [.. ids];
        // <skeleton>
        // throw new NotImplementedException("characters, and bytes where there is none");
        // </solution>
    }
}
