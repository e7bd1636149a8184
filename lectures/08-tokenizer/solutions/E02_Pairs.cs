// The most frequent pair
//
// Return the pair of neighbouring ids that occurs most often, as two numbers. Of pairs that are equally frequent, take the one that comes
// first in the list. There are at least two ids.
//? Count all neighbours in a dictionary, then look for the largest count.
//? A pair is (ids[i], ids[i + 1]). To break ties, go through the list again from the left and keep the first pair with the largest count.
//? counts[(ids[i], ids[i + 1])] = counts.GetValueOrDefault((ids[i], ids[i + 1])) + 1;
namespace Exercises;

public static class Pairs
{
    public static int[] MostFrequent(int[] ids)
    {
        // <solution>
        var counts = new Dictionary<(int, int), int>();
        for (int i = 0; i + 1 < ids.Length; i++)
        {
            counts[(ids[i], ids[i + 1])] = counts.GetValueOrDefault((ids[i], ids[i + 1])) + 1;
        }

        int most = counts.Values.Max();
        int first = Enumerable.Range(0, ids.Length - 1).First(i => counts[(ids[i], ids[i + 1])] == most);
        return [ids[first], ids[first + 1]];
        // <skeleton>
        // throw new NotImplementedException("the most frequent pair");
        // </solution>
    }
}
