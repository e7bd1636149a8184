namespace Lectures;

internal sealed class ToleranceExercise() : Exercise(10, 7, ExerciseKind.WriteTheChecker)
{
    private static readonly int[] Lengths = [16, 256, 4096];

    public override IEnumerable<Check> Checks =>
    [
        new("right kernels are accepted, in whatever order they add", learner => Score(learner, expected: true,
        [
            ("from the left", (a, b) => Sum(a, b)),
            ("from the right", (a, b) => Sum([.. a.Reverse()], [.. b.Reverse()])),
            ("in four parts", (a, b) => Enumerable.Range(0, 4).Select(part => Sum([.. a.Where((_, i) => i % 4 == part)], [.. b.Where((_, i) => i % 4 == part)])).Aggregate((x, y) => x + y)),
        ])),
        new("wrong kernels are caught", learner => Score(learner, expected: false,
        [
            ("the last product left out", (a, b) => Sum(a[..^1], b[..^1])),
            ("the first product twice", (a, b) => Sum(a, b) + (a[0] * b[0])),
            ("operands rounded to bf16", (a, b) => Sum([.. a.Select(Rounded)], [.. b.Select(Rounded)])),
            ("not a number", (_, _) => float.NaN),
        ])),
    ];

    private static void Score(Learner learner, bool expected, (string Name, Func<float[], float[], float> Kernel)[] kernels)
    {
        var isRight = learner.Function<Func<double[], float[], int, bool>>("IsRight");
        var misjudged = new List<string>();
        foreach (int length in Lengths)
        {
            foreach (var (name, kernel) in kernels)
            {
                var random = new Random(length);
                var rows = Enumerable.Range(0, 32).Select(_ => (A: Numbers(random, length), B: Numbers(random, length))).ToList();
                double[] oracle = [.. rows.Select(row => row.A.Zip(row.B, (a, b) => (double)a * b).Sum())];
                if (isRight(oracle, [.. rows.Select(row => kernel(row.A, row.B))], length) != expected)
                {
                    misjudged.Add($"{name} ({length} terms)");
                }
            }
        }

        Expect.True(misjudged.Count == 0, $"{(expected ? "False alarms" : "Missed")}: {string.Join(", ", misjudged)}.");
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() + 0.5) * (random.Next(2) == 0 ? -1 : 1)))];

    private static float Sum(float[] a, float[] b)
    {
        float sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static float Rounded(float x) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) + 0x8000u & 0xFFFF0000u);
}
