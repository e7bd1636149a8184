// Trigrams
//
// Two letters of context instead of one: count how often letter c follows the pair a b. Names begin with two dots and end with one, so
// that "emma" gives ..e, .em, emm, mma and ma. Return the mean negative log-likelihood of the names themselves under
// P(c | a b) = (count(a b c) + smoothing) / (count(a b) + 27 · smoothing).
//? First count all triples, then walk over the names once more and add up -ln P.
//? Keep two tables (dictionaries will do): triples, and pairs as contexts. The mean is over all triples, not over names.
//? sum -= Math.Log((triples[abc] + smoothing) / (pairs[ab] + (27 * smoothing)));
namespace Exercises;

public static class Trigram
{
    public static double Loss(string[] names, double smoothing)
    {
        // <solution>
        var triples = new Dictionary<string, int>();
        var pairs = new Dictionary<string, int>();
        var seen = new List<string>();
        foreach (string name in names)
        {
            string text = $"..{name}.";
            for (int i = 0; i + 2 < text.Length; i++)
            {
                string triple = text.Substring(i, 3), pair = triple[..2];
                seen.Add(triple);
                triples[triple] = triples.GetValueOrDefault(triple) + 1;
                pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
            }
        }

        return seen.Average(triple => -Math.Log((triples[triple] + smoothing) / (pairs[triple[..2]] + (27 * smoothing))));
        // <skeleton>
        // throw new NotImplementedException("the loss of a trigram model");
        // </solution>
    }
}
