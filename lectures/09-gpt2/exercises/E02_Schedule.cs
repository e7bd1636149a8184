// Warm up, then a cosine
//
// The learning rate of step `step`: it grows evenly to `max` in the first `warmup` steps (step 0 has max / warmup), falls along half a
// cosine to `min` at step `last`, and stays there.
namespace Exercises;

public static class Schedule
{
    public static double Rate(int step, int warmup, int last, double max, double min)
    {
        return double.NaN;
    }
}
