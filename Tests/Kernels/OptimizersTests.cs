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
                m.Kernels.AdamWStep([new(p, m.Real(Normal(count, step + 1)), first, second, 0.1)], new AdamWSettings(1e-2, 0.9, 0.95, 1e-8, step));
            }

            return [p, first, second];
        });
    }

    /// <summary>Decays of their own, gradients that are clipped by the way and left as they are.</summary>
    [Theory]
    [OnCpu(nameof(Counts))]
    [OnOpenCl(nameof(Counts))]
    [OnCuda(nameof(Counts))]
    public void OneStepOfSeveralParametersIsThatOfEach(int count, string device) => Check(device, m =>
    {
        var (p, g, squaredNorm) = (m.Real(Normal(count, 1)), m.Real(Normal(count, 2)), m.Real([3]));
        var (q, h) = (m.Real(Normal(5, 3)), m.Real(Normal(5, 4)));
        var settings = new AdamWSettings(1e-2, 0.9, 0.95, 1e-8, 2);
        Buffer[] moments = [m.Real(Normal(count, 5)), m.Real(Uniform(count, 6, 0.5, 1)), m.Real(Normal(5, 7)), m.Real(Uniform(5, 8, 0.5, 1))];
        m.Kernels.AdamWStep([new(p, g, moments[0], moments[1], 0.1), new(q, h, moments[2], moments[3], 0)], settings, new GradientClip(squaredNorm, 1));
        return [p, q, g, h, .. moments];
    });

    /// <summary>On the processor, clipping by the way has the bits of clipping first.</summary>
    [Theory]
    [OnCpu]
    public void ClippingByTheWayChangesNoBit(string device)
    {
        double[][] Step(bool first) => Run(TestDevices.Get(device), m =>
        {
            var (p, g, mean, square, norm) = (m.Real(Normal(1000, 1)), m.Real(Normal(1000, 2)), m.Real(Normal(1000, 3)), m.Real(Uniform(1000, 4, 0.5, 1)), m.Real([30]));
            if (first)
            {
                m.Kernels.ClipByNorm(g, norm, 1);
            }

            m.Kernels.AdamWStep([new(p, g, mean, square, 0.1)], new AdamWSettings(1e-2, 0.9, 0.95, 1e-8, 2), first ? null : new GradientClip(norm, 1));
            return [p, mean, square];
        });

        Assert.Equal(Step(first: true), Step(first: false));
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
                m.Kernels.AddSquaredNorm([first, second], norm);
                m.Kernels.ClipByNorm(first, norm, 0.25);
                m.Kernels.ClipByNorm(second, norm, 1e6);
                return [first, second, norm];
            },
            count);
    }
}
