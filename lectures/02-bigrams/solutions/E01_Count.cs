// Counting bigrams
//
// Count how often each letter follows each other. Letters are a to z; a dot, number 0, stands before the first and behind the last
// letter of every name; a is 1, z is 26. Return 27 rows of 27: counts[first][second].
//? Put a dot on both sides of a name and walk over its neighbours.
//? For "emma": .e em mm ma a. - five bigrams for four letters.
//? counts[Index(text[i])][Index(text[i + 1])]++; with text = "." + name + ".".
namespace Exercises;

public static class Count
{
    public static int[][] Bigrams(string[] names)
    {
        var counts = Enumerable.Range(0, 27).Select(_ => new int[27]).ToArray();
        // <solution>
        foreach (string name in names)
        {
            string text = $".{name}.";
            for (int i = 0; i + 1 < text.Length; i++)
            {
                counts[Index(text[i])][Index(text[i + 1])]++;
            }
        }

        // <skeleton>
        // // Your loops here.
        // </solution>
        return counts;
    }

    private static int Index(char letter) => letter == '.' ? 0 : letter - 'a' + 1;
}
