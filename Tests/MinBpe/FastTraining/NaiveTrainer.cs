using System.Text;
using MinBpe;

namespace Tests;

/// <summary>Byte-pair training as the lecture does it: count all pairs in all pieces, merge the most frequent, and again.</summary>
public static class NaiveTrainer
{
    /// <summary>The merges.</summary>
    public static List<(int Left, int Right)> Train(IEnumerable<string> pieces, int vocabularySize, TieRule ties)
    {
        var texts = pieces.Select(piece => Encoding.UTF8.GetBytes(piece).Select(b => (int)b).ToList()).ToList();
        var merges = new List<(int Left, int Right)>();
        while (256 + merges.Count < vocabularySize)
        {
            var pairs = texts.SelectMany(text => text.Zip(text.Skip(1))).ToList();
            if (pairs.Count == 0)
            {
                break;
            }

            // Groups come in the order of their first members, and the sort keeps it.
            var byCount = pairs.GroupBy(pair => pair).OrderByDescending(group => group.Count());
            var best = ties == TieRule.FirstOccurrence ? byCount.First().Key : byCount.ThenBy(group => group.Key).First().Key;
            foreach (var text in texts)
            {
                for (int i = 0; i + 1 < text.Count; i++)
                {
                    if ((text[i], text[i + 1]) == best)
                    {
                        text[i] = 256 + merges.Count;
                        text.RemoveAt(i + 1);
                    }
                }
            }

            merges.Add(best);
        }

        return merges;
    }
}
