using static Tests.KernelHarness;

namespace Tests;

public class ReduceTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 3, 5, 1 }, { 1, 70001, 1 }, { 2, 70001, 1 }, { 200, 300, 1 },
        { 1, 40, 33 }, { 1, 5000, 33 }, { 1, 90, 1100 }, { 2, 3000, 33 }, { 37, 29, 130 }, { 50, 7, 3 },
    };

    [Theory]
    [OnCpu(nameof(Shapes))]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void SumsAgree(int outer, int n, int inner, string device)
    {
        double[] x = Normal(outer * n * inner, 1, mean: 0.5);
        double[] dy = Normal(outer * inner, 2);
        Check(device, m =>
            {
                var (xs, y, mean, dx) = (m.Real(x), m.Empty(dy.Length), m.Empty(dy.Length), m.Empty(x.Length));
                m.Kernels.SumForward(xs, y, outer, n, inner, 1);
                m.Kernels.SumForward(xs, mean, outer, n, inner, 1.0 / n);
                m.Kernels.SumBackward(m.Real(dy), dx, outer, n, inner, 1.0 / n);
                return [y, mean, dx];
            },
            n);
    }

    [Theory]
    [OnCpu(nameof(Shapes))]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void MaximaAgree(int outer, int n, int inner, string device)
    {
        // Few distinct values: the first of several maxima counts.
        double[] x = [.. Integers(outer * n * inner, 1, 7).Select(value => value - 3.0)];
        double[] dy = Normal(outer * inner, 2);
        Check(device, m =>
        {
            var (y, argmax, dx) = (m.Empty(dy.Length), m.Integer(new int[dy.Length]), m.Empty(x.Length));
            m.Kernels.MaxForward(m.Real(x), y, argmax, outer, n, inner);
            m.Kernels.MaxBackward(m.Real(dy), argmax, dx, outer, n, inner);
            return [y, argmax, dx];
        });
    }

    [Theory]
    [OnCpu(nameof(Shapes))]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void VariancesAgree(int outer, int n, int inner, string device)
    {
        double[] x = Normal(outer * n * inner, 1, mean: 3);
        double[] dy = Normal(outer * inner, 2);
        int correction = n > 1 ? 1 : 0;
        Check(device, m => VariancePasses(m, x, dy, outer, n, inner, correction), n, 8);
    }

    [Fact]
    public void ReferenceVarianceGradientIsRight()
    {
        double[] x = Normal(2 * 5 * 3, 1);
        double[] dy = Normal(2 * 3, 2);
        double[][] outputs = Run(Device.Reference, m => VariancePasses(m, x, dy, 2, 5, 3, 1));
        CheckGradient(x, moved => Dot(Run(Device.Reference, m => VariancePasses(m, moved, dy, 2, 5, 3, 1))[0], dy), outputs[2]);
    }

    private static Kernels.Buffer[] VariancePasses(DeviceMemory m, double[] x, double[] dy, int outer, int n, int inner, int correction)
    {
        var (xs, y, mean, dx) = (m.Real(x), m.Empty(dy.Length), m.Empty(dy.Length), m.Empty(x.Length));
        m.Kernels.VarianceForward(xs, y, mean, outer, n, inner, correction);
        m.Kernels.VarianceBackward(xs, mean, m.Real(dy), dx, outer, n, inner, correction);
        return [y, mean, dx];
    }
}
