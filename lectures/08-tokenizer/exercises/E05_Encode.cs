// Encoding in the order of learning
//
// Given merges (pairs one behind the other; merge m makes id 256 + m), encode bytes. The merge that was learned first goes first,
// wherever it stands. The code below goes from left to right and takes any merge that fits; its tokens decode to the right text, and are
// yet not what the tokenizer was trained to give.
namespace Exercises;

public static class EncodeBytes
{
    public static int[] Encode(byte[] text, int[] merges)
    {
        var ids = text.Select(b => (int)b).ToList();
        for (int i = 0; i + 1 < ids.Count;)
        {
            int rank = Rank(merges, ids[i], ids[i + 1]);
            if (rank < 0)
            {
                i++;
                continue;
            }

            ids[i] = 256 + rank;
            ids.RemoveAt(i + 1);
        }

        return [.. ids];
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
