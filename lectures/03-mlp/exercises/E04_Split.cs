// Measured on what it learned from
//
// This training reports a splendid loss, and the model is useless on new names. The mistake is in how the names are split into three
// parts: 80 % to train, 10 % to develop, 10 % to test. Mend it; the three parts must share nothing and lose nothing.
namespace Exercises;

public static class Split
{
    public static string[][] Parts(string[] names)
    {
        int n1 = (int)(0.8 * names.Length), n2 = (int)(0.9 * names.Length);
        return [names[..n2], names[n1..n2], names[n1..]];
    }
}
