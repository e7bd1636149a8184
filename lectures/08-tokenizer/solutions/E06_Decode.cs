// Decoding, also what is no text
//
// minbpe's vocabulary: id 0 to 255 is one byte, id 256 + m is what the two ids of merge m stand for, one behind the other. Return the
// text of ids. A token may end in the middle of a character; bytes that are no UTF-8 become U+FFFD, they must not throw.
//? Build the bytes of every id in order of the ids; a merge only uses ids that came before it.
//? vocab[256 + m] = vocab[first] followed by vocab[second]. First join all bytes, then decode once: not token by token.
//? return Encoding.UTF8.GetString([.. ids.SelectMany(id => vocab[id])]);
using System.Text;

namespace Exercises;

public static class DecodeIds
{
    public static string Decode(int[] ids, int[] merges)
    {
        // <solution>
        var vocab = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).ToList();
        for (int m = 0; m < merges.Length / 2; m++)
        {
            vocab.Add([.. vocab[merges[2 * m]], .. vocab[merges[(2 * m) + 1]]]);
        }

        return Encoding.UTF8.GetString([.. ids.SelectMany(id => vocab[id])]);
        // <skeleton>
        // return Encoding.UTF8.GetString([]);
        // </solution>
    }
}
