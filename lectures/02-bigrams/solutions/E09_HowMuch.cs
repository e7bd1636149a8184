// How much smoothing?
//
// E03 of the lecture: choose the smoothing by the names that were set aside for choosing, and look at the last part only once, at the
// end. loss(counted, measured, smoothing) counts on one list and measures on another. Return two numbers: the best of `candidates`, and the loss
// on `test` with it. The whole exercise: trigrams of the lecture's names, with smoothings from 0.001 to 100.
//? What is chosen by the names that were counted fits those names: it would always be the least smoothing.
//? best = the candidate with the least loss(train, dev, candidate); then loss(train, test, best), once.
//? double best = candidates.MinBy(candidate => loss(train, dev, candidate));
namespace Exercises;

public static class HowMuch
{
    public static double[] Choose(string[] train, string[] dev, string[] test, double[] candidates, Func<string[], string[], double, double> loss)
    {
        // <solution>
        double best = candidates.MinBy(candidate => loss(train, dev, candidate));
        return [best, loss(train, test, best)];
        // <skeleton>
        // return [0, 0];
        // </solution>
    }
}
