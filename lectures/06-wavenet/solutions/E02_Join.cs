// Joining neighbours
//
// x has the shape (B, T, C). Return (B, T/2, 2C): numbers 2t and 2t + 1 of the time axis side by side. If T/2 is 1, return (B, 2C).
//? In memory the numbers of neighbours lie behind each other already.
//? Nothing has to move: it is the same memory with another shape.
//? return t == 2 ? x.Reshape(b, 2 * c) : x.Reshape(b, t / 2, 2 * c);
namespace Exercises;

public static class Join
{
    public static Tensor Neighbours(Tensor x)
    {
        int b = x.Shape[0], t = x.Shape[1], c = x.Shape[2];
        // <solution>
        return t == 2 ? x.Reshape(b, 2 * c) : x.Reshape(b, t / 2, 2 * c);
        // <skeleton>
        // throw new NotImplementedException($"joining ({b}, {t}, {c})");
        // </solution>
    }
}
