namespace NanoGpt;

/// <summary>
/// minGPT's sorter: 0 0 2 1 0 1, then the same sorted, 0 0 0 1 1 2. A quarter of the 729 sequences that there are is held out, by a
/// permutation with a seed (the original goes by Python's hash, which differs from one process to the next).
/// </summary>
/// <remarks>The original also draws again, half of the time, where more than three symbols differ; of three symbols none ever do.</remarks>
public sealed class Sorter : DemoTask
{
    private const int Length = 6;
    private const int Symbols = 3;
    private const int Sequences = 729; // Symbols to the power of Length
    private const int HeldOutSequences = Sequences / 4;
    private const int Asked = 10_000;
    private const ulong SplitSeed = 1337;

    private readonly int[][] trained;
    private readonly int[][] asked;

    /// <summary>All sequences, a quarter of them held out; 10,000 questions are drawn from those.</summary>
    public Sorter()
    {
        var generator = new TorchGenerator(SplitSeed);
        int[][] sequences = [.. generator.RandPerm(Sequences).Select(Sequence)];
        trained = sequences[HeldOutSequences..];
        asked = [.. Enumerable.Range(0, Asked).Select(_ => sequences[generator.RandInt(0, HeldOutSequences)])];
    }

    /// <inheritdoc/>
    public override string Description => $"{Length} symbols, 0 to {Symbols - 1}, in order; of {Sequences} sequences, {HeldOutSequences} are held out, from which {Asked:N0} are drawn to measure by";

    /// <inheritdoc/>
    public override int VocabSize => Symbols;

    /// <inheritdoc/>
    public override int QuestionLength => Length;

    /// <inheritdoc/>
    public override int AnswerLength => Length;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, int[][] Questions)> Exams => [("trained on", trained), ("held out", asked)];

    /// <inheritdoc/>
    public override int MaxIters => 5_000;

    /// <inheritdoc/>
    public override int[] DrawQuestion(TorchGenerator generator) => trained[generator.RandInt(0, trained.Length)];

    /// <inheritdoc/>
    public override int[] Solve(ReadOnlySpan<int> question)
    {
        int[] sorted = question.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <inheritdoc/>
    public override string Format(ReadOnlySpan<int> question, ReadOnlySpan<int> answer) =>
        $"{string.Join(' ', question.ToArray())} sorted is {string.Join(' ', answer.ToArray())}";

    private static int[] Sequence(int number)
    {
        var symbols = new int[Length];
        for (int i = 0; i < Length; i++, number /= Symbols)
        {
            symbols[i] = number % Symbols;
        }

        return symbols;
    }
}
