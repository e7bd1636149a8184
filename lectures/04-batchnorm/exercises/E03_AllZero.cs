// All weights zero
//
// The lecture asks: what if every weight and bias starts at zero? Take a network with one hidden layer, h = tanh(x·W1 + b1),
// logits = h·W2 + b2, cross-entropy, and all of W1, b1, W2, b2 zero. Which of them get a gradient that is not zero in the first step?
namespace Exercises;

public static class AllZero
{
    public static bool? W1 => null;

    public static bool? B1 => null;

    public static bool? W2 => null;

    public static bool? B2 => null;
}
