using static Tests.KernelHarness;

namespace Tests;

public class BatchNormTests
{
    public static TheoryData<int, int> Shapes => new() { { 2, 1 }, { 5, 3 }, { 32, 16 }, { 32, 200 }, { 1000, 131 }, { 70, 1100 } };

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
        foreach (int correction in new[] { 0, 1 })
        {
            Check(device, m => Passes(m, x, gamma, beta, dy, rows, columns, correction), rows, 32);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ReferenceGradientsAreRight(int correction)
    {
        double[] x = Normal(6 * 3, 1);
        double[] gamma = Normal(3, 2);
        double[] beta = Normal(3, 3);
        double[] dy = Normal(6 * 3, 4);
        double Loss(double[] x, double[] gamma, double[] beta) =>
            Dot(Run(Device.Reference, m => Passes(m, x, gamma, beta, dy, 6, 3, correction))[0], dy);

        double[][] outputs = Run(Device.Reference, m => Passes(m, x, gamma, beta, dy, 6, 3, correction));
        CheckGradient(x, moved => Loss(moved, gamma, beta), outputs[3]);
        CheckGradient(gamma, moved => Loss(x, moved, beta), outputs[4]);
        CheckGradient(beta, moved => Loss(x, gamma, moved), outputs[5]);
    }

    private static Kernels.Buffer[] Passes(
        DeviceMemory m, double[] x, double[] gamma, double[] beta, double[] dy, int rows, int columns, int correction)
    {
        var (xs, gammas, y, mean, variance) = (m.Real(x), m.Real(gamma), m.Empty(x.Length), m.Empty(columns), m.Empty(columns));
        var (dx, dgamma, dbeta) = (m.Empty(x.Length), m.Empty(columns), m.Empty(columns));
        m.Kernels.BatchNormForward(xs, gammas, m.Real(beta), y, mean, variance, rows, columns, 1e-5, correction);
        m.Kernels.BatchNormBackward(xs, gammas, mean, variance, m.Real(dy), dx, dgamma, dbeta, rows, columns, 1e-5, correction);
        return [y, mean, variance, dx, dgamma, dbeta];
    }
}
