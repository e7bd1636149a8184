// Trigrams
//
// Two letters of context instead of one: count how often letter c follows the pair a b. Names begin with two dots and end with one, so
// that "emma" gives ..e, .em, emm, mma and ma. Return the mean negative log-likelihood of the names themselves under
// P(c | a b) = (count(a b c) + smoothing) / (count(a b) + 27 · smoothing).
namespace Exercises;

public static class Trigram
{
    public static double Loss(string[] names, double smoothing)
    {
        throw new NotImplementedException("the loss of a trigram model");
    }
}
