// Merging a pair
//
// Replace every occurrence of the pair (first, second) in ids by the new id. Occurrences that overlap are taken from the left:
// merging (1, 1) into 9 turns 1 1 1 into 9 1. The code below loses something; find out what.
//? Try the last element: what happens if it is not part of a pair?
//? The loop must look at every position, but may only look at i + 1 where there is one.
//? if (i + 1 < ids.Length && ids[i] == first && ids[i + 1] == second) { ...; i += 2; } else { merged.Add(ids[i]); i++; }
namespace Exercises;

public static class Merge
{
    public static int[] Pair(int[] ids, int first, int second, int id)
    {
        var merged = new List<int>();
        // <solution>
        for (int i = 0; i < ids.Length;)
        {
            if (i + 1 < ids.Length && ids[i] == first && ids[i + 1] == second)
            {
                merged.Add(id);
                i += 2;
            }
            else
            {
                merged.Add(ids[i]);
                i++;
            }
        }

        // <skeleton>
        // for (int i = 0; i + 1 < ids.Length; i++)
        // {
        //     merged.Add(ids[i] == first && ids[i + 1] == second ? id : ids[i]);
        // }
        //
        // </solution>
        return [.. merged];
    }
}
