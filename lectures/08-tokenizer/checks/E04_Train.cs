using System.Text;

namespace Lectures;

internal sealed class TrainTokenizerExercise() : Exercise(8, 4, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        // Wikipedia's example of byte pair encoding, minbpe's own test: aaabdaaabac.
        new("aaabdaaabac: aa, then (aa)a, then ((aa)a)b", learner =>
            Expect.Same("the merges", [97, 97, 256, 97, 257, 98], Merges(learner)(Encoding.UTF8.GetBytes("aaabdaaabac"), 3))),
        new("as the library's BasicTokenizer", learner =>
        {
            const string text = "the cat sat on the mat, the rat sat on the cat; that is that, said the hat";
            var library = new MinBpe.BasicTokenizer();
            library.Train(text, 256 + 8);
            int[] ids = library.Encode(text);
            int[] merges = Merges(learner)(Encoding.UTF8.GetBytes(text), 8);
            Expect.Same("the text, encoded with your merges", ids, Encode(text, merges));
        }),
    ];

    private static int[] Encode(string text, int[] merges)
    {
        List<int> ids = [.. Encoding.UTF8.GetBytes(text).Select(b => (int)b)];
        foreach (var (merge, pair) in merges.Chunk(2).Index())
        {
            for (int i = 0; i + 1 < ids.Count; i++)
            {
                if (ids[i] == pair[0] && ids[i + 1] == pair[1])
                {
                    ids[i] = 256 + merge;
                    ids.RemoveAt(i + 1);
                }
            }
        }

        return [.. ids];
    }

    private static Func<byte[], int, int[]> Merges(Learner learner) => learner.Function<Func<byte[], int, int[]>>("Merges");
}
