// AdamW, one step
//
// Update one parameter w with gradient g in step t (1 is the first): m and v are the running means of g and of g². Return the new w, m
// and v. Weight decay is decoupled: it pulls w towards 0 by itself and does not go through m and v.
//? Running means start at 0 and are too small at first; dividing by 1 - betaᵗ corrects that.
//? m = β1 m + (1 - β1) g; v = β2 v + (1 - β2) g²; w = w - rate · decay · w - rate · m̂ / (√v̂ + eps), m̂ = m / (1 - β1ᵗ), v̂ = v / (1 - β2ᵗ).
//? w -= rate * ((m / (1 - Math.Pow(beta1, t)) / (Math.Sqrt(v / (1 - Math.Pow(beta2, t))) + eps)) + (decay * w));
namespace Exercises;

public static class AdamWStep
{
    public static double[] Step(double w, double g, double m, double v, int t, double rate, double beta1, double beta2, double eps, double decay)
    {
        // <solution>
        m = (beta1 * m) + ((1 - beta1) * g);
        v = (beta2 * v) + ((1 - beta2) * g * g);
        w -= rate * ((m / (1 - Math.Pow(beta1, t)) / (Math.Sqrt(v / (1 - Math.Pow(beta2, t))) + eps)) + (decay * w));
        return [w, m, v];
        // <skeleton>
        // return [w - (rate * g), m, v]; // plain gradient descent
        // </solution>
    }
}
