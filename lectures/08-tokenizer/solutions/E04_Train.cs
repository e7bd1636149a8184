// Training a tokenizer
//
// minbpe's first step: begin with the bytes 0 to 255 and merge the most frequent pair again and again; the first merge makes id 256.
// Return the merges in order, two numbers each, one behind the other. Ties: the pair that comes first in the current ids.
//? The two exercises before this one are the body of a loop.
//? merges times: count pairs, take the most frequent, replace it by 256 + number of the merge.
//? merges.AddRange([best.Item1, best.Item2]); ids = the ids with that pair replaced by 256 + merge
namespace Exercises;

public static class Train
{
    public static int[] Merges(byte[] text, int count)
    {
        // <solution>
        var ids = text.Select(b => (int)b).ToList();
        var merges = new List<int>();
        for (int merge = 0; merge < count; merge++)
        {
            var counts = new Dictionary<(int, int), int>();
            for (int i = 0; i + 1 < ids.Count; i++)
            {
                counts[(ids[i], ids[i + 1])] = counts.GetValueOrDefault((ids[i], ids[i + 1])) + 1;
            }

            int most = counts.Values.Max();
            int at = Enumerable.Range(0, ids.Count - 1).First(i => counts[(ids[i], ids[i + 1])] == most);
            var (first, second) = (ids[at], ids[at + 1]);
            merges.AddRange([first, second]);
            var merged = new List<int>();
            for (int i = 0; i < ids.Count; i++)
            {
                bool isPair = i + 1 < ids.Count && ids[i] == first && ids[i + 1] == second;
                merged.Add(isPair ? 256 + merge : ids[i]);
                i += isPair ? 1 : 0;
            }

            ids = merged;
        }

        return [.. merges];
        // <skeleton>
        // throw new NotImplementedException("training");
        // </solution>
    }
}
