using ILGPU;

namespace Lectures;

internal sealed class RowSoftmaxExercise() : Exercise(10, 8, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("one row of three", learner => Holds(learner, 1, [0, MathF.Log(2), 0], 3)),
        new("7 rows of 5", learner => Holds(learner, 7, Tensor.Randn([7, 5], new TorchGenerator(3)).ToFloats(), 5)),
        new("numbers of a thousand", learner => Holds(learner, 2, [1000, 998, -1000, -1001, -1000, -1003], 3)),
    ];

    private static void Holds(Learner learner, int rows, float[] x, int columns)
    {
        var kernel = learner.Function<Action<Index1D, ArrayView<float>, ArrayView<float>, int>>("Kernel");
        using var simulator = new Simulator();
        float[] y = simulator.Run(kernel, rows, x, x.Length, columns);
        double[] expected = [.. x.Chunk(columns).SelectMany(row =>
        {
            double max = row.Max(), sum = row.Sum(v => Math.Exp(v - max));
            return row.Select(v => Math.Exp(v - max) / sum);
        })];
        Expect.Close("y", expected, [.. y.Select(v => (double)v)], 1e-5);
    }
}
