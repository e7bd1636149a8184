// What the vocabulary does not know
//
// minbpe's fifth step, Llama's way: the text is cut into characters (code points), not bytes, and a blank is written ▁ (U+2581). One more ▁
// stands before the text. A character that is in the vocabulary becomes its id; of any other each UTF-8 byte b becomes the id 3 + b. Return
// the ids from which merging begins. An emoji is one character, and two `char`s.
using System.Text;

namespace Exercises;

public static class ByteFallback
{
    public static int[] Characters(string text, Dictionary<string, int> vocabulary)
    {
        throw new NotImplementedException("characters, and bytes where there is none");
    }
}
