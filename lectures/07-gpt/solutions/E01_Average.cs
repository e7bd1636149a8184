// Averages of the past
//
// The lecture's first trick: x has T rows of C numbers; row t of the result is the mean of rows 0 to t. Return the T rows.
//? Row t looks at itself and at what came before, never at what comes after.
//? y[t][c] = (x[0][c] + ... + x[t][c]) / (t + 1).
//? y[t][c] = x.Take(t + 1).Average(row => row[c]);
namespace Exercises;

public static class Average
{
    public static double[][] OfThePast(double[][] x)
    {
        // <solution>
        return [.. Enumerable.Range(0, x.Length).Select(t => Enumerable.Range(0, x[0].Length).Select(c => x.Take(t + 1).Average(row => row[c])).ToArray())];
        // <skeleton>
        // throw new NotImplementedException("averages");
        // </solution>
    }
}
