// The most frequent pair
//
// Return the pair of neighbouring ids that occurs most often, as two numbers. Of pairs that are equally frequent, take the one that comes
// first in the list. There are at least two ids.
namespace Exercises;

public static class Pairs
{
    public static int[] MostFrequent(int[] ids)
    {
        throw new NotImplementedException("the most frequent pair");
    }
}
