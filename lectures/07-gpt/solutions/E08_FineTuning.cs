// First a large text, then a small one
//
// EX3 of the lecture: does it help to train on a large text before the small one that matters? create() makes a new model, always with the
// same weights; step(model, text, rate) trains it on one batch of a text; loss(model, text) measures it. Train one model on `small` alone
// (given below), another first on `large` and then on `small` with fewer steps and lower rates; 500 steps are allowed in all. Return the two
// losses on `val`, which nobody trains on. In the check the texts are invented names, `small` in a dialect of `large`'s language; the
// whole exercise is a text of many megabytes and then tiny Shakespeare.
//? The second model is the first one's twin: same beginning, another way. What it learned from the large text must not be washed away.
//? 200 steps of 0.01 on large, then 50 of 0.003 on small; both models measured on val.
//? for (int i = 0; i < 50; i++) { step(tuned, small, 0.003); }
namespace Exercises;

public static class FineTuning
{
    public static double[] Compare(
        Func<Module> create, Action<Module, string, double> step, Func<Module, string, double> loss, string large, string small, string val)
    {
        var alone = create();
        for (int i = 0; i < 150; i++)
        {
            step(alone, small, 0.01);
        }

        // <solution>
        var tuned = create();
        for (int i = 0; i < 200; i++)
        {
            step(tuned, large, 0.01);
        }

        for (int i = 0; i < 50; i++)
        {
            step(tuned, small, 0.003);
        }

        return [loss(alone, val), loss(tuned, val)];
        // <skeleton>
        // return [loss(alone, val), double.NaN];
        // </solution>
    }
}
