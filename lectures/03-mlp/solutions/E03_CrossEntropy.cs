// Cross-entropy that does not overflow
//
// One row of logits and the number of the right class: return -ln softmax(logits)[target]. With a logit of 1000 the plain formula gives
// infinity over infinity; yours must not.
//? Softmax does not change when the same number is taken from all logits.
//? loss = ln Σ exp(l[i] - m) - (l[target] - m), with m the largest logit.
//? return Math.Log(logits.Sum(l => Math.Exp(l - max))) - (logits[target] - max);
namespace Exercises;

public static class StableCrossEntropy
{
    public static double Loss(double[] logits, int target)
    {
        // <solution>
        double max = logits.Max();
        return Math.Log(logits.Sum(l => Math.Exp(l - max))) - (logits[target] - max);
        // <skeleton>
        // throw new NotImplementedException("cross-entropy");
        // </solution>
    }
}
