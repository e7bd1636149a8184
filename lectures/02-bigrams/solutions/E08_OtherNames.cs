// Counted here, measured there
//
// E02 of the lecture: count on some names, measure on others. With `context` letters of context (1: bigrams, 2: trigrams, ...), put that
// many dots before each name of `counted` and one behind it, and count how often each letter follows each context. Return the mean
// negative log-likelihood of `measured` under P(c | context) = (count(context c) + smoothing) / (count(context) + 27 · smoothing).
// The whole exercise: divide the lecture's names 80, 10, 10 and compare bigrams and trigrams on all three parts.
//? The trigrams' loss of the exercise before, for contexts of any length; what is counted and what is measured are now two lists.
//? A pair that was never counted has the count 0, not an error: with smoothing 0 the loss is then infinite, and that is right.
//? sum -= Math.Log((grams.GetValueOrDefault(gram) + smoothing) / (contexts.GetValueOrDefault(gram[..context]) + (27 * smoothing)));
namespace Exercises;

public static class OtherNames
{
    public static double Loss(string[] counted, string[] measured, int context, double smoothing)
    {
        // <solution>
        var grams = new Dictionary<string, int>();
        var contexts = new Dictionary<string, int>();
        foreach (string gram in counted.SelectMany(Grams))
        {
            grams[gram] = grams.GetValueOrDefault(gram) + 1;
            contexts[gram[..context]] = contexts.GetValueOrDefault(gram[..context]) + 1;
        }

        return measured.SelectMany(Grams).Average(gram =>
            -Math.Log((grams.GetValueOrDefault(gram) + smoothing) / (contexts.GetValueOrDefault(gram[..context]) + (27 * smoothing))));

        IEnumerable<string> Grams(string name)
        {
            string text = new string('.', context) + name + ".";
            return Enumerable.Range(0, name.Length + 1).Select(i => text.Substring(i, context + 1));
        }

        // <skeleton>
        // throw new NotImplementedException("the loss on other names");
        // </solution>
    }
}
