// Softmax and its loss, out of single values
//
// Given logits as Value objects and the number of the right class, return the negative logarithm of the right class's probability,
// built of the operations that Value has: Exp, +, /, Log and unary minus. Gradients then come by themselves.
//? Softmax: exponentiate every logit, divide by the sum of all of them.
//? loss = -ln(exp(logits[target]) / Σ exp(logits[i])).
//? return -(counts[target] / counts.Aggregate((sum, count) => sum + count)).Log();
namespace Exercises;

public static class SoftmaxLoss
{
    public static Value Loss(Value[] logits, int target)
    {
        // <solution>
        Value[] counts = [.. logits.Select(logit => logit.Exp())];
        return -(counts[target] / counts.Aggregate((sum, count) => sum + count)).Log();
        // <skeleton>
        // return new Value(0);
        // </solution>
    }
}
