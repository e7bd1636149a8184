// Examples out of names
//
// With a context of `block` letters, every letter of a name (and the dot behind it) is a target, and the letters before it are the
// context, filled up with dots (number 0) at the left. Return the contexts, one row of `block` numbers for each target; letters are
// 1 to 26. "emma" with block 3: [0 0 0] [0 0 5] [0 5 13] [5 13 13] [13 13 1].
namespace Exercises;

public static class ContextWindows
{
    public static int[][] Contexts(string name, int block)
    {
        var rows = new List<int[]>();
        var window = new int[block];
        // Your loop here.
        return [.. rows];
    }
}
