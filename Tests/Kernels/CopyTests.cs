using static Tests.KernelHarness;

namespace Tests;

public class CopyTests
{
    public static TheoryData<int> Counts => new() { 1, 37, 70001 };

    /// <summary>Views over a storage of 100,000 elements: name, view, whether elements repeat.</summary>
    private static readonly (string Name, StridedView View)[] Views =
    [
        ("scalar", new(7, [], [])),
        ("empty", new(0, [3, 0, 2], [2, 2, 1])),
        ("contiguous", new(5, [4, 5, 6], [30, 6, 1])),
        ("slice of columns", new(3, [37, 11], [50, 1])),
        ("every second", new(1, [300], [2])),
        ("backwards", new(299, [300], [-1])),
        ("transposed", new(0, [37, 53], [1, 37])),
        ("large transposed", new(0, [300, 333], [1, 300])),
        ("batched transpose", new(2, [3, 70, 40], [2800, 1, 70])),
        ("heads", new(0, [2, 4, 100, 8], [3200, 8, 32, 1])),
        ("heads of wide rows", new(0, [2, 4, 100, 33], [13200, 33, 132, 1])),
        ("heads transposed", new(0, [2, 4, 8, 100], [3200, 8, 1, 32])),
        ("repeated rows", new(4, [50, 33], [0, 1])),
        ("repeated columns", new(4, [50, 33], [1, 0])),
        ("repeated middle", new(4, [5, 6, 7], [7, 0, 1])),
        ("repeated number", new(9, [200], [0])),
        ("many repeated rows", new(0, [700, 100], [0, 1])),
        ("windows", new(0, [90, 5], [1, 1])),
        ("six axes", new(1, [2, 3, 2, 3, 2, 3], [200, 1, 100, 9, 31, 3])),
    ];

    private static bool Repeats(string name) => name.Contains("repeated") || name == "windows" || name == "six axes";

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void GathersAreExact(string device)
    {
        double[] x = Normal(100_000, 1);
        foreach (var (_, view) in Views)
        {
            Check(device, m =>
            {
                var (y, numbers) = (m.Empty(view.Count), m.Integer(new int[view.Count]));
                m.Kernels.Gather(m.Real(x), view, y);
                m.Kernels.Gather(m.Integer([.. Enumerable.Range(0, x.Length)]), view, numbers);
                return [y, numbers];
            });
        }
    }

    [Theory]
    [OnCpu]
    [OnOpenCl]
    [OnCuda]
    public void ScattersAreExact(string device)
    {
        foreach (var (name, view) in Views.Where(entry => !Repeats(entry.Name)))
        {
            double[] x = Normal(view.Count, 1);
            Check(device, m =>
            {
                var (y, numbers) = (m.Real(new double[100_000]), m.Integer(new int[100_000]));
                m.Kernels.Scatter(m.Real(x), y, view);
                m.Kernels.Scatter(m.Integer([.. Enumerable.Range(1, x.Length)]), numbers, view);
                return [y, numbers];
            });
        }
    }

    [Theory]
    [OnCpu(nameof(Counts))]
    [OnOpenCl(nameof(Counts))]
    [OnCuda(nameof(Counts))]
    public void FillCopyAddAndMaskAgree(int count, string device)
    {
        double[] x = Normal(count, 1);
        int[] mask = [.. Integers(count, 2, 3).Select(value => value - 1)];
        Check(device, m =>
        {
            var (xs, numbers) = (m.Real(x), m.Integer(mask));
            var (filled, copied, added, masked) = (m.Empty(count), m.Empty(count), m.Real(x), m.Empty(count));
            var (filledNumbers, copiedNumbers) = (m.Integer(new int[count]), m.Integer(new int[count]));
            m.Kernels.Fill(filled, 2.5);
            m.Kernels.Fill(filledNumbers, -3);
            m.Kernels.Copy(xs, copied);
            m.Kernels.Copy(numbers, copiedNumbers);
            m.Kernels.AddInto(copied, added);
            m.Kernels.MaskedFill(xs, numbers, masked, double.NegativeInfinity);
            return [filled, filledNumbers, copied, copiedNumbers, added, masked];
        });
    }
}
