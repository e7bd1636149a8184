using ILGPU;

namespace Lectures;

internal sealed class RowSumExercise() : Exercise(10, 9, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("one row of 32: one number a thread", learner => Holds(learner, 1, 32)),
        new("3 rows of 5: most threads have nothing to add", learner => Holds(learner, 3, 5)),
        new("4 rows of 77: not a multiple of 32", learner => Holds(learner, 4, 77)),
    ];

    private static void Holds(Learner learner, int rows, int columns)
    {
        var kernel = learner.Function<Action<ArrayView<float>, ArrayView<float>, int>>("Kernel");
        float[] x = Tensor.Rand([rows, columns], new TorchGenerator((ulong)columns)).ToFloats();
        using var simulator = new Simulator();
        float[] sums = simulator.RunGroups(kernel, rows, x, rows, columns);
        Expect.Close("sums", [.. x.Chunk(columns).Select(row => row.Sum(v => (double)v))], [.. sums.Select(v => (double)v)], 1e-5);
    }
}
