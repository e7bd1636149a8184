using static Tests.KernelHarness;

namespace Tests;

public class EmbeddingTests
{
    public static TheoryData<int, int, int> Shapes => new() { { 1, 1, 1 }, { 27, 7, 10 }, { 65, 96, 33 }, { 50, 400, 131 }, { 9, 90, 768 }, { 5, 1300, 9 } };

    [Theory]
    [OnCpu(nameof(Shapes))]
    [OnOpenCl(nameof(Shapes))]
    [OnCuda(nameof(Shapes))]
    public void BothPassesAgreeWithRepeatedIndices(int vocabulary, int rows, int columns, string device)
    {
        double[] table = Normal(vocabulary * columns, 1);
        int[] indices = Integers(rows, 2, vocabulary);
        double[] dy = Normal(rows * columns, 3);
        Check(device, m =>
            {
                var (y, dtable, i) = (m.Empty(rows * columns), m.Real(table), m.Integer(indices));
                m.Kernels.EmbeddingForward(m.Real(table), i, y, rows, columns);
                m.Kernels.EmbeddingBackward(m.Real(dy), i, dtable, rows, columns);
                return [y, dtable];
            },
            rows);
    }

    /// <summary>In one chain of 32,768 float additions 0.1 would lose its fourth digit.</summary>
    [Theory]
    [OnCpu]
    public void ARowThatIsLookedUpOftenKeepsItsDigits(string name)
    {
        const int Rows = 1 << 15;
        double sum = Run(TestDevices.New(name), m =>
        {
            var dtable = m.Real([0]);
            m.Kernels.EmbeddingBackward(m.Real([.. Enumerable.Repeat(0.1, Rows)]), m.Integer(new int[Rows]), dtable, Rows, 1);
            return [dtable];
        })[0][0];
        Assert.Equal(0.1 * Rows, sum, 0.1 * Rows * 3e-5);
    }

    [Theory]
    [OnReference]
    [OnCpu]
    [OnSimulator]
    [OnOpenCl]
    [OnCuda]
    public void WrongIndexIsNamed(string name)
    {
        var device = TestDevices.New(name);
        using var disposable = device as GpuDevice;
        var forward = Assert.Throws<ArgumentOutOfRangeException>(() => Run(device, m =>
        {
            var y = m.Empty(4);
            m.Kernels.EmbeddingForward(m.Real([1, 2, 3, 4]), m.Integer([1, 2]), y, 2, 2);
            return [y];
        }));
        Assert.Contains("index 2 at position 1", forward.Message);
        var backward = Assert.Throws<ArgumentOutOfRangeException>(() => Run(device, m =>
        {
            var dtable = m.Real([1, 2, 3, 4]);
            m.Kernels.EmbeddingBackward(m.Real([1, 2, 3, 4, 5, 6]), m.Integer([0, -1, -1]), dtable, 3, 2);
            return [dtable];
        }));
        Assert.Contains("index -1 at position 1", backward.Message);
    }
}
