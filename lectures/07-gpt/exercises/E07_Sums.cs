// Learning to add
//
// EX2, the advanced form: a GPT learns a + b = c. Make one training example for numbers of `digits` digits: the digits of a, those of b,
// and those of c with digits + 1 digits, reversed (the last one first: so addition works). a and b are filled up with zeros at the left.
// Return x (all numbers but the last) and behind it y (all but the first), in which the targets that only repeat the question are -1.
namespace Exercises;

public static class Sums
{
    public static int[] Example(int a, int b, int digits)
    {
        return [];
    }
}
