// All weights zero
//
// The lecture asks: what if every weight and bias starts at zero? Take a network with one hidden layer, h = tanh(x·W1 + b1),
// logits = h·W2 + b2, cross-entropy, and all of W1, b1, W2, b2 zero. Which of them get a gradient that is not zero in the first step?
//? Go back from the loss. What is h? What is W2?
//? dW2 = hᵀ·dlogits with h = 0. dh = dlogits·W2ᵀ with W2 = 0. db2 is the sum of dlogits over the batch.
//? Only b2 moves: its gradient is the sum of dlogits over the batch, which is not zero.
namespace Exercises;

public static class AllZero
{
    // <solution>
    public static bool W1 => false;

    public static bool B1 => false;

    public static bool W2 => false;

    public static bool B2 => true;
    // <skeleton>
    // public static bool? W1 => null;
    //
    // public static bool? B1 => null;
    //
    // public static bool? W2 => null;
    //
    // public static bool? B2 => null;
    // </solution>
}
