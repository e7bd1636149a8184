using System.Text;

namespace Lectures;

internal sealed class EncodeBytesExercise() : Exercise(8, 5, ExerciseKind.FindTheBug)
{
    public override IEnumerable<Check> Checks =>
    [
        new("abc, once (b, c) learned first and once (a, b)", learner =>
        {
            Expect.Same("the ids, (b, c) first", ['a', 256], Encode(learner)("abc"u8.ToArray(), ['b', 'c', 'a', 'b']));
            Expect.Same("the ids, (a, b) first", [256, 'c'], Encode(learner)("abc"u8.ToArray(), ['a', 'b', 'b', 'c']));
        }),
        new("as the library's BasicTokenizer", learner =>
        {
            const string text = "low lower lowest newer wider wow owe lowlow rewelo";
            var library = new MinBpe.BasicTokenizer();
            library.Train(text, 256 + 12);
            int[] merges = [.. library.Merges.SelectMany(pair => new[] { pair.Left, pair.Right })];
            const string other = "slower newest wowed lowered weird towel flowers";
            Expect.Same("the ids", library.Encode(other), Encode(learner)(Encoding.UTF8.GetBytes(other), merges));
        }),
    ];

    private static Func<byte[], int[], int[]> Encode(Learner learner) => learner.Function<Func<byte[], int[], int[]>>("Encode");
}
