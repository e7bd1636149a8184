// Encoding in the order of learning
//
// Given merges (pairs one behind the other; merge m makes id 256 + m), encode bytes. The merge that was learned first goes first,
// wherever it stands. The code below goes from left to right and takes any merge that fits; its tokens decode to the right text, and are
// yet not what the tokenizer was trained to give.
//? Try "abc" where (b, c) was learned before (a, b).
//? Among all neighbouring pairs find the one with the lowest merge number; merge it; again, until no pair has one.
//? int best = the i for which rank of (ids[i], ids[i + 1]) is lowest; ids[best] = 256 + rank; ids.RemoveAt(best + 1);
namespace Exercises;

public static class EncodeBytes
{
    public static int[] Encode(byte[] text, int[] merges)
    {
        var ids = text.Select(b => (int)b).ToList();
        // <solution>
        while (true)
        {
            int best = -1, lowest = int.MaxValue;
            for (int i = 0; i + 1 < ids.Count; i++)
            {
                int rank = Rank(merges, ids[i], ids[i + 1]);
                if (rank >= 0 && rank < lowest)
                {
                    (best, lowest) = (i, rank);
                }
            }

            if (best < 0)
            {
                return [.. ids];
            }

            ids[best] = 256 + lowest;
            ids.RemoveAt(best + 1);
        }

        // <skeleton>
        // for (int i = 0; i + 1 < ids.Count;)
        // {
        //     int rank = Rank(merges, ids[i], ids[i + 1]);
        //     if (rank < 0)
        //     {
        //         i++;
        //         continue;
        //     }
        //
        //     ids[i] = 256 + rank;
        //     ids.RemoveAt(i + 1);
        // }
        //
        // return [.. ids];
        // </solution>
    }

    /// <summary>The number of the merge of a pair; -1 if there is none.</summary>
    private static int Rank(int[] merges, int first, int second)
    {
        for (int m = 0; m < merges.Length / 2; m++)
        {
            if (merges[2 * m] == first && merges[(2 * m) + 1] == second)
            {
                return m;
            }
        }

        return -1;
    }
}
