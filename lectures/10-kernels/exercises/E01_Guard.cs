// The threads beyond the end
//
// A GPU starts threads in whole groups: for 1,000 numbers in groups of 256 it starts 1,024. This kernel, y = a x + y, is called once for
// each thread, with the thread's number. It works for 1,024 numbers and crashes for 1,000. Mend it.
namespace Exercises;

public static class Guard
{
    public static void Kernel(int thread, float a, float[] x, float[] y)
    {
        y[thread] += a * x[thread];
    }
}
