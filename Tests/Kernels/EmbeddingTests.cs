using static Tests.KernelHarness;

namespace Tests;

public class EmbeddingTests
{
    public static TheoryData<int, int, int> Shapes => new() { { 1, 1, 1 }, { 27, 7, 10 }, { 65, 96, 33 }, { 50, 400, 131 }, { 9, 90, 768 } };

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

    [Fact]
    public void WrongIndexIsNamed()
    {
        foreach (Device device in new Device[] { Device.Reference, Device.Cpu })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => Run(device, m =>
            {
                var y = m.Empty(4);
                m.Kernels.EmbeddingForward(m.Real([1, 2, 3, 4]), m.Integer([1, 2]), y, 2, 2);
                return [y];
            }));
            Assert.Contains("index 2 at position 1", error.Message);
        }
    }
}
