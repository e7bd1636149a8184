// Merging a pair
//
// Replace every occurrence of the pair (first, second) in ids by the new id. Occurrences that overlap are taken from the left:
// merging (1, 1) into 9 turns 1 1 1 into 9 1. The code below loses something; find out what.
namespace Exercises;

public static class Merge
{
    public static int[] Pair(int[] ids, int first, int second, int id)
    {
        var merged = new List<int>();
        for (int i = 0; i + 1 < ids.Length; i++)
        {
            merged.Add(ids[i] == first && ids[i + 1] == second ? id : ids[i]);
        }

        return [.. merged];
    }
}
