// Examples out of names
//
// With a context of `block` letters, every letter of a name (and the dot behind it) is a target, and the letters before it are the
// context, filled up with dots (number 0) at the left. Return the contexts, one row of `block` numbers for each target; letters are
// 1 to 26. "emma" with block 3: [0 0 0] [0 0 5] [0 5 13] [5 13 13] [13 13 1].
//? Keep a window of numbers. For each letter: write the window down, then push the letter in at the right.
//? A name of n letters gives n + 1 rows; the last target is the dot.
//? rows.Add([.. window]); window = [.. window[1..], Index(letter)];
namespace Exercises;

public static class ContextWindows
{
    public static int[][] Contexts(string name, int block)
    {
        var rows = new List<int[]>();
        var window = new int[block];
        // <solution>
        foreach (char letter in name + ".")
        {
            rows.Add([.. window]);
            window = [.. window[1..], letter == '.' ? 0 : letter - 'a' + 1];
        }

        // <skeleton>
        // // Your loop here.
        // </solution>
        return [.. rows];
    }
}
