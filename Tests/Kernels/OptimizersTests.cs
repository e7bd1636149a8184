using static Tests.KernelHarness;

namespace Tests;

public class OptimizersTests
{
    public static TheoryData<int> Counts => [1, 7, 16, 33, 1000, 70001];

    [Theory]
    [OnCpu(nameof(Counts))]
    [OnOpenCl(nameof(Counts))]
    [OnCuda(nameof(Counts))]
    public void AdamWAgreesOverSteps(int count, string device)
    {
        double[] start = Normal(count, 1);
        Check(device, m =>
        {
            var (p, first, second) = (m.Real(start), m.Real(new double[count]), m.Real(new double[count]));
            for (int step = 1; step <= 3; step++)
            {
                var settings = new AdamWSettings(1e-2, 0.9, 0.95, 1e-8, 0.1, step);
                m.Kernels.AdamWStep(p, m.Real(Normal(count, step + 1)), first, second, settings);
            }

            return [p, first, second];
        });
    }

    [Theory]
    [OnCpu(nameof(Counts))]
    [OnOpenCl(nameof(Counts))]
    [OnCuda(nameof(Counts))]
    public void SgdAgreesOverSteps(int count, string device)
    {
        double[] start = Normal(count, 1);
        Check(device, m =>
        {
            var (plain, moving, velocity) = (m.Real(start), m.Real(start), m.Real(new double[count]));
            for (int step = 1; step <= 3; step++)
            {
                var gradient = m.Real(Normal(count, step + 1));
                m.Kernels.SgdStep(plain, gradient, null, 0.1, 0, 0.01);
                m.Kernels.SgdStep(moving, gradient, velocity, 0.1, 0.9, 0.01);
            }

            return [plain, moving, velocity];
        });
    }

    [Theory]
    [OnCpu(nameof(Counts))]
    [OnOpenCl(nameof(Counts))]
    [OnCuda(nameof(Counts))]
    public void NormsAndClippingAgree(int count, string device)
    {
        double[] x = Normal(count, 1);
        Check(device, m =>
            {
                var (first, second, norm) = (m.Real(x), m.Real(x), m.Real([0.5]));
                m.Kernels.AddSquaredNorm(first, norm);
                m.Kernels.AddSquaredNorm(second, norm);
                m.Kernels.ClipByNorm(first, norm, 0.25);
                m.Kernels.ClipByNorm(second, norm, 1e6);
                return [first, second, norm];
            },
            count);
    }
}
