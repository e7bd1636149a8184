using static Tests.KernelHarness;

namespace Tests;

public class LayerNormTests
{
    public static TheoryData<int, int> Shapes => new() { { 1, 2 }, { 3, 5 }, { 4, 16 }, { 65, 64 }, { 300, 131 }, { 70, 768 }, { 3, 9000 } };

    [Theory]
    [OnCpu(nameof(Shapes))]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void BothPassesAgree(int rows, int columns, string device)
    {
        double[] x = Normal(rows * columns, 1, mean: 2);
        double[] gamma = Normal(columns, 2, mean: 1);
        double[] beta = Normal(columns, 3);
        double[] dy = Normal(rows * columns, 4);
        Check(device, m => Passes(m, x, gamma, beta, dy, rows, columns), Math.Max(rows, columns), 32);
        Check(device, m => Passes(m, x, gamma, null, dy, rows, columns), Math.Max(rows, columns), 32);
    }

    [Fact]
    public void ReferenceGradientsAreRight()
    {
        double[] x = Normal(3 * 5, 1);
        double[] gamma = Normal(5, 2);
        double[] beta = Normal(5, 3);
        double[] dy = Normal(3 * 5, 4);
        double Loss(double[] x, double[] gamma, double[] beta) => Dot(Run(Device.Reference, m => Passes(m, x, gamma, beta, dy, 3, 5))[0], dy);

        double[][] outputs = Run(Device.Reference, m => Passes(m, x, gamma, beta, dy, 3, 5));
        CheckGradient(x, moved => Loss(moved, gamma, beta), outputs[3]);
        CheckGradient(gamma, moved => Loss(x, moved, beta), outputs[4]);
        CheckGradient(beta, moved => Loss(x, gamma, moved), outputs[5]);
    }

    private static Kernels.Buffer[] Passes(DeviceMemory m, double[] x, double[] gamma, double[]? beta, double[] dy, int rows, int columns)
    {
        var (xs, gammas, y, mean, rstd) = (m.Real(x), m.Real(gamma), m.Empty(x.Length), m.Empty(rows), m.Empty(rows));
        m.Kernels.LayerNormForward(xs, gammas, beta is null ? null : m.Real(beta), y, mean, rstd, rows, columns, 1e-5);
        var (dx, dgamma) = (m.Empty(x.Length), m.Empty(columns));
        if (beta is null)
        {
            m.Kernels.LayerNormBackward(xs, gammas, mean, rstd, m.Real(dy), dx, dgamma, null, rows, columns);
            return [y, mean, rstd, dx, dgamma];
        }

        var dbeta = m.Empty(columns);
        m.Kernels.LayerNormBackward(xs, gammas, mean, rstd, m.Real(dy), dx, dgamma, dbeta, rows, columns);
        return [y, mean, rstd, dx, dgamma, dbeta];
    }
}
