namespace Lectures;

internal sealed class OrderExercise() : Exercise(1, 7, ExerciseKind.Forward)
{
    public override IEnumerable<Check> Checks =>
    [
        new("a chain whose numbers run the other way", learner => Holds(learner, [[1], [2], []], 0, [0, 1, 2])),
        new("a diamond, and a node that does not matter", learner => Holds(learner, [[], [0], [0], [1, 2], [0]], 3, [0, 1, 2, 3])),
        new("sixteen layers of two: every node once", learner =>
        {
            int[][] inputs = [.. Enumerable.Range(0, 32).Select(node => node < 2 ? [] : new[] { (node / 2 * 2) - 2, (node / 2 * 2) - 1 })];
            Holds(learner, inputs, 31, [.. Enumerable.Range(0, 30), 31]);
        }),
    ];

    private static void Holds(Learner learner, int[][] inputs, int last, int[] members)
    {
        int[] order = learner.Function<Func<int[][], int, int[]>>("Topological")(inputs, last);
        Expect.Same("the nodes, sorted", members, [.. order.Order()]);
        foreach (int node in order)
        {
            foreach (int input in inputs[node])
            {
                Expect.True(Array.IndexOf(order, input) < Array.IndexOf(order, node), $"Node {node} is computed from {input}, but stands before it: {string.Join(", ", order)}.");
            }
        }
    }
}
