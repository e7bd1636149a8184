// Learning to add
//
// EX2, the advanced form: a GPT learns a + b = c. Make one training example for numbers of `digits` digits: the digits of a, those of b,
// and those of c with digits + 1 digits, reversed (the last one first: so addition works). a and b are filled up with zeros at the left.
// Return x (all numbers but the last) and behind it y (all but the first), in which the targets that only repeat the question are -1.
//? The question has 2 · digits numbers. The model need not guess b after a, so the loss must not look there.
//? 2 digits, 85 + 50 = 135: 8 5 5 0 5 3 1; x is 8 5 5 0 5 3, y is -1 -1 -1 5 3 1.
//? y[i] = i < (2 * digits) - 1 ? -1 : all[i + 1];
namespace Exercises;

public static class Sums
{
    public static int[] Example(int a, int b, int digits)
    {
        // <solution>
        string question = a.ToString($"D{digits}") + b.ToString($"D{digits}");
        string answer = new([.. (a + b).ToString($"D{digits + 1}").Reverse()]);
        int[] all = [.. (question + answer).Select(digit => digit - '0')];
        return [.. all[..^1], .. all[1..].Select((digit, i) => i < (2 * digits) - 1 ? -1 : digit)];
        // <skeleton>
        // return [];
        // </solution>
    }
}
