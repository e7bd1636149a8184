// How many parameters?
//
// The lecture's second network: 27 letters, 10 numbers a letter, 3 letters of context, 200 hidden neurons with bias, 27 outputs with
// bias. Say how many parameters it has, and what loss it starts with if all logits are equal (three digits after the point).
//? Count each tensor's sizes: C, W1, b1, W2, b2.
//? 27·10 + 30·200 + 200 + 200·27 + 27. Equal logits mean equal probabilities: the loss is -ln(1/27).
//? 11,897 and 3.2958.
namespace Exercises;

public static class Parameters
{
    // <solution>
    public static int Number => 11_897;

    public static double LossAtFirst => 3.2958;
    // <skeleton>
    // public static int Number => 0;
    //
    // public static double LossAtFirst => double.NaN;
    // </solution>
}
