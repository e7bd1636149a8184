// Decoding, also what is no text
//
// minbpe's vocabulary: id 0 to 255 is one byte, id 256 + m is what the two ids of merge m stand for, one behind the other. Return the
// text of ids. A token may end in the middle of a character; bytes that are no UTF-8 become U+FFFD, they must not throw.
using System.Text;

namespace Exercises;

public static class DecodeIds
{
    public static string Decode(int[] ids, int[] merges)
    {
        return Encoding.UTF8.GetString([]);
    }
}
