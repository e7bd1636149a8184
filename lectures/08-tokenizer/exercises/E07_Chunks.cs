// No token across a border
//
// minbpe's second step: a pattern first cuts the text into chunks (words with the blank before them, digits, marks), and pairs are counted
// within each chunk alone, so that no token is half a word and half a comma. Return the most frequent pair of neighbouring bytes, as two
// numbers, with the chunks that the regular expression `pattern` finds. Ties: the pair that comes first.
using System.Text;
using System.Text.RegularExpressions;

namespace Exercises;

public static class Chunks
{
    public static int[] MostFrequent(string text, string pattern)
    {
        throw new NotImplementedException("pairs within chunks");
    }
}
