// Counting bigrams
//
// Count how often each letter follows each other. Letters are a to z; a dot, number 0, stands before the first and behind the last
// letter of every name; a is 1, z is 26. Return 27 rows of 27: counts[first][second].
namespace Exercises;

public static class Count
{
    public static int[][] Bigrams(string[] names)
    {
        var counts = Enumerable.Range(0, 27).Select(_ => new int[27]).ToArray();
        // Your loops here.
        return counts;
    }

    private static int Index(char letter) => letter == '.' ? 0 : letter - 'a' + 1;
}
