// Softmax and its loss, out of single values
//
// Given logits as Value objects and the number of the right class, return the negative logarithm of the right class's probability,
// built of the operations that Value has: Exp, +, /, Log and unary minus. Gradients then come by themselves.
namespace Exercises;

public static class SoftmaxLoss
{
    public static Value Loss(Value[] logits, int target)
    {
        return new Value(0);
    }
}
