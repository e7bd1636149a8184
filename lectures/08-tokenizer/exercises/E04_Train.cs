// Training a tokenizer
//
// minbpe's first step: begin with the bytes 0 to 255 and merge the most frequent pair again and again; the first merge makes id 256.
// Return the merges in order, two numbers each, one behind the other. Ties: the pair that comes first in the current ids.
namespace Exercises;

public static class Train
{
    public static int[] Merges(byte[] text, int count)
    {
        throw new NotImplementedException("training");
    }
}
