namespace Lectures;

internal sealed class SpecialsExercise() : Exercise(8, 9, ExerciseKind.Forward)
{
    private static readonly string[] Names = ["<|end|>", "[why?]", "<|fim|>"];

    public override IEnumerable<Check> Checks =>
    [
        new("one in the middle", learner => Holds(learner, "ab<|end|>c", ['a', 'b', 900, 'c'])),
        new("at both ends, two in a row", learner => Holds(learner, "<|fim|>ab<|end|><|end|>", [902, 'a', 'b', 900, 900])),
        new("a name full of signs, and text that only looks like a name", learner =>
            Holds(learner, "[why?]why?<|end|", [901, 'w', 'h', 'y', '?', '<', '|', 'e', 'n', 'd', '|'])),
    ];

    private static void Holds(Learner learner, string text, int[] expected) => Expect.Same(
        $"the ids of {text}",
        expected,
        learner.Function<Func<string, string[], int[], Func<string, int[]>, int[]>>("Encode")(text, Names, [900, 901, 902], piece => [.. piece.Select(letter => (int)letter)]));
}
