// The sum over the wrong axis
//
// Probabilities again, now with tensors, and a classic mistake: the table P looks right, each entry lies between 0 and 1, but P[0]
// does not sum to 1. Find out along which axis the sum must go, and how it must broadcast.
//? Print P.Sum([1]) and P.Sum([0]). Which of the two is all ones?
//? Without keepDim the sums have the shape (27). Broadcasting aligns shapes at the right: (27, 27) / (27) divides column by column.
//? return counts / counts.Sum([1], keepDim: true);
namespace Exercises;

public static class Transposed
{
    public static Tensor Probabilities(Tensor counts)
    {
        // <solution>
        return counts / counts.Sum([1], keepDim: true);
        // <skeleton>
        // return counts / counts.Sum([1]);
        // </solution>
    }
}
