// No token across a border
//
// minbpe's second step: a pattern first cuts the text into chunks (words with the blank before them, digits, marks), and pairs are counted
// within each chunk alone, so that no token is half a word and half a comma. Return the most frequent pair of neighbouring bytes, as two
// numbers, with the chunks that the regular expression `pattern` finds. Ties: the pair that comes first.
//? Cut first, then count; the dictionary is the same for all chunks.
//? Regex.Matches(text, pattern) gives the chunks in order; count the pairs of each chunk's UTF-8 bytes. The last byte of one chunk and the first of the next are no pair.
//? foreach (Match chunk in Regex.Matches(text, pattern)) { byte[] bytes = Encoding.UTF8.GetBytes(chunk.Value); ... }
using System.Text;
using System.Text.RegularExpressions;

namespace Exercises;

public static class Chunks
{
    public static int[] MostFrequent(string text, string pattern)
    {
        // <solution>
        var counts = new Dictionary<(int, int), int>();
        var order = new List<(int, int)>();
        foreach (Match chunk in Regex.Matches(text, pattern))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(chunk.Value);
            for (int i = 0; i + 1 < bytes.Length; i++)
            {
                counts[(bytes[i], bytes[i + 1])] = counts.GetValueOrDefault((bytes[i], bytes[i + 1])) + 1;
                order.Add((bytes[i], bytes[i + 1]));
            }
        }

        int most = counts.Values.Max();
        var (first, second) = order.First(pair => counts[pair] == most);
        return [first, second];
        // <skeleton>
        // throw new NotImplementedException("pairs within chunks");
        // </solution>
    }
}
