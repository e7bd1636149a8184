// How surprised is the model?
//
// Say it before running anything. (1) A model gives each of the 27 next letters the same probability: what is its mean negative
// log-likelihood? (2) A model gives the right letter 0.5 in half of the cases and 0.25 in the other half: its mean? (3) And if it gives
// the right letter the probability 1, always? Three digits after the point are enough.
namespace Exercises;

public static class Surprise
{
    public static double Uniform => double.NaN;

    public static double HalfAndQuarter => double.NaN;

    public static double Certain => double.NaN;
}
