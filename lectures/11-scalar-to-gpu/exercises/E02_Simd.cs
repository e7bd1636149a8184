// Many numbers at a time
//
// The dot product of two float arrays with SIMD: Vector<float> holds Vector<float>.Count numbers. Take as many whole vectors as fit, and
// the rest one by one. Four sums of their own keep the processor busy, but one will do.
namespace Exercises;

public static class Simd
{
    public static float Dot(float[] a, float[] b)
    {
        float sum = 0;
        // Your loops here.
        return sum;
    }
}
