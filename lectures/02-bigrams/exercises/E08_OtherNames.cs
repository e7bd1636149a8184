// Counted here, measured there
//
// E02 of the lecture: count on some names, measure on others. With `context` letters of context (1: bigrams, 2: trigrams, ...), put that
// many dots before each name of `counted` and one behind it, and count how often each letter follows each context. Return the mean
// negative log-likelihood of `measured` under P(c | context) = (count(context c) + smoothing) / (count(context) + 27 · smoothing).
// The whole exercise: divide the lecture's names 80, 10, 10 and compare bigrams and trigrams on all three parts.
namespace Exercises;

public static class OtherNames
{
    public static double Loss(string[] counted, string[] measured, int context, double smoothing)
    {
        throw new NotImplementedException("the loss on other names");
    }
}
