namespace Lectures;

internal sealed class PairsExercise() : Exercise(8, 2, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("a a b a a c", learner => Expect.Same("the pair", [1, 1], MostFrequent(learner)([1, 1, 2, 1, 1, 3]))),
        new("a tie: the first one counts", learner => Expect.Same("the pair", [7, 8], MostFrequent(learner)([7, 8, 3, 4, 7, 8, 3, 4]))),
        new("bytes of a text: h and e", learner =>
        {
            byte[] text = System.Text.Encoding.UTF8.GetBytes("she sells the shells she sees there, the more the merrier");
            Expect.Same("the pair", [104, 101], MostFrequent(learner)([.. text.Select(b => (int)b)]));
        }),
    ];

    private static Func<int[], int[]> MostFrequent(Learner learner) => learner.Function<Func<int[], int[]>>("MostFrequent");
}
