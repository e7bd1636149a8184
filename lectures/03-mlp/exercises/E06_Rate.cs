// Looking for a learning rate
//
// The lecture tries 1000 learning rates between 0.001 and 1. If they were spaced evenly, 900 of them would be above 0.1. Return `count`
// rates from 10^from to 10^to whose exponents are spaced evenly; the first is 10^from, the last 10^to.
namespace Exercises;

public static class Rate
{
    public static double[] Rates(double from, double to, int count)
    {
        var rates = new double[count];
        for (int i = 0; i < count; i++)
        {
            rates[i] = double.NaN;
        }

        return rates;
    }
}
