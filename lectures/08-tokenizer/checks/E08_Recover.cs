namespace Lectures;

internal sealed class RecoverExercise() : Exercise(8, 8, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("a token of two bytes, and bytes in another order", learner =>
            Expect.Same("the parts of ab", [255 - 'a', 255 - 'b'], Parts(learner)([.. Bytes, "ab"u8.ToArray()], 256))),
        new("abc, where (b, c) was learned before (a, b)", learner => Expect.Same(
            "the parts of abc", [255 - 'a', 256], Parts(learner)([.. Bytes, "bc"u8.ToArray(), "ab"u8.ToArray(), "abc"u8.ToArray()], 258))),
        new("all merges of a tokenizer that was trained", learner =>
        {
            var library = new MinBpe.BasicTokenizer();
            library.Train("the cat sat on the mat, the rat sat on the cat; that is that, said the hat", 256 + 16);
            byte[][] tokens = [.. Bytes];
            var expected = new List<int>();
            foreach (var (left, right) in library.Merges.Select(pair => (Shuffled(pair.Left), Shuffled(pair.Right))))
            {
                tokens = [.. tokens, [.. tokens[left], .. tokens[right]]];
                expected.AddRange([left, right]);
            }

            Expect.Same("the merges", expected, [.. Enumerable.Range(256, 16).SelectMany(id => Parts(learner)(tokens, id))]);
        }),
    ];

    /// <summary>The single bytes, from 255 down.</summary>
    private static byte[][] Bytes => [.. Enumerable.Range(0, 256).Select(id => new[] { (byte)(255 - id) })];

    private static int Shuffled(int id) => id < 256 ? 255 - id : id;

    private static Func<byte[][], int, int[]> Parts(Learner learner) => learner.Function<Func<byte[][], int, int[]>>("Parts");
}
