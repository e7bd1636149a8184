// A row instead of a product
//
// The lecture multiplies one-hot vectors with W: one_hot(x) · W. Nearly all of that work is multiplying by zero. Return the same
// logits without any multiplication. x holds n letter numbers, W is (27, 27); the result is (n, 27).
namespace Exercises;

public static class OneHot
{
    public static Tensor Logits(Tensor x, Tensor w)
    {
        throw new NotImplementedException("rows of W");
    }
}
