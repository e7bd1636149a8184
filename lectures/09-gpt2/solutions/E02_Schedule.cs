// Warm up, then a cosine
//
// The learning rate of step `step`: it grows evenly to `max` in the first `warmup` steps (step 0 has max / warmup), falls along half a
// cosine to `min` at step `last`, and stays there.
//? Three pieces. In the middle one, a number from 0 to 1 says how far the fall has come.
//? decay = (step - warmup) / (last - warmup); rate = min + ½ (1 + cos(π decay)) (max - min).
//? return min + (0.5 * (1 + Math.Cos(Math.PI * decay)) * (max - min));
namespace Exercises;

public static class Schedule
{
    public static double Rate(int step, int warmup, int last, double max, double min)
    {
        // <solution>
        if (step < warmup)
        {
            return max * (step + 1) / warmup;
        }

        if (step > last)
        {
            return min;
        }

        double decay = (double)(step - warmup) / (last - warmup);
        return min + (0.5 * (1 + Math.Cos(Math.PI * decay)) * (max - min));
        // <skeleton>
        // return double.NaN;
        // </solution>
    }
}
