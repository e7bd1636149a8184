// All heads at once
//
// EX1 of the lecture: instead of a list of heads, one tensor. x has the shape (B, T, C) with C = heads · size; return (B, heads, T, size),
// in which head h has the numbers h · size to (h + 1) · size - 1 of each row. Merge does the way back.
namespace Exercises;

public static class Heads
{
    public static Tensor Split(Tensor x, int heads)
    {
        int b = x.Shape[0], t = x.Shape[1], c = x.Shape[2];
        return x.Reshape(b, heads, t, c / heads);
    }

    public static Tensor Merge(Tensor x)
    {
        int b = x.Shape[0], heads = x.Shape[1], t = x.Shape[2], size = x.Shape[3];
        return x.Reshape(b, t, heads * size);
    }
}
