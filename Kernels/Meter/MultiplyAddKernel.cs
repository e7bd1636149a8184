using ILGPU;

namespace Kernels;

/// <summary>Eight independent chains of multiply-adds a thread, all in registers: the rate that no float kernel without tensor cores exceeds.</summary>
internal readonly struct MultiplyAddKernel(ArrayView<float> sums, float factor, float summand) : IGpuKernel
{
    private const int Steps = 1024;
    private const int Chains = 8;

    /// <summary>Operations of one thread.</summary>
    public static double FlopsPerThread => 2.0 * Chains * Steps;

    /// <inheritdoc/>
    public static int GroupSize => 256;

    /// <inheritdoc/>
    public void Run()
    {
        int thread = (Grid.IdxX * GroupSize) + Group.IdxX;
        float a = thread, b = a + 1, c = a + 2, d = a + 3, e = a + 4, f = a + 5, g = a + 6, h = a + 7;
        for (int i = 0; i < Steps; i++)
        {
            a = (a * factor) + summand;
            b = (b * factor) + summand;
            c = (c * factor) + summand;
            d = (d * factor) + summand;
            e = (e * factor) + summand;
            f = (f * factor) + summand;
            g = (g * factor) + summand;
            h = (h * factor) + summand;
        }

        sums[thread] = a + b + c + d + e + f + g + h;
    }
}
