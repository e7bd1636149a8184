// The sum over the wrong axis
//
// Probabilities again, now with tensors, and a classic mistake: the table P looks right, each entry lies between 0 and 1, but P[0]
// does not sum to 1. Find out along which axis the sum must go, and how it must broadcast.
namespace Exercises;

public static class Transposed
{
    public static Tensor Probabilities(Tensor counts)
    {
        return counts / counts.Sum([1]);
    }
}
