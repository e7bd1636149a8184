// Many numbers at a time
//
// The dot product of two float arrays with SIMD: Vector<float> holds Vector<float>.Count numbers. Take as many whole vectors as fit, and
// the rest one by one. Four sums of their own keep the processor busy, but one will do.
//? Load a vector from each array, multiply, add to a vector of sums; in the end add the sums of its lanes.
//? new Vector<float>(a, i) loads from index i. Vector.Sum(v) adds the lanes. The loop runs while i + Vector<float>.Count <= a.Length.
//? sums += new Vector<float>(a, i) * new Vector<float>(b, i);
namespace Exercises;

public static class Simd
{
    public static float Dot(float[] a, float[] b)
    {
        float sum = 0;
        // <solution>
        int i = 0;
        var sums = Vector<float>.Zero;
        for (; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count)
        {
            sums += new Vector<float>(a, i) * new Vector<float>(b, i);
        }

        sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        // <skeleton>
        // // Your loops here.
        // </solution>
        return sum;
    }
}
