namespace NanoGpt;

/// <summary>
/// A task whose every answer can be checked: a question's tokens, and behind them the answer's. A GPT learns it as it learns any
/// text, from left to right, except that it is not asked to predict the question.
/// </summary>
public abstract class DemoTask
{
    /// <summary>What is learned, in words.</summary>
    public abstract string Description { get; }

    /// <summary>Number of tokens that exist.</summary>
    public abstract int VocabSize { get; }

    /// <summary>Tokens of a question.</summary>
    public abstract int QuestionLength { get; }

    /// <summary>Tokens of an answer.</summary>
    public abstract int AnswerLength { get; }

    /// <summary>Longest context: all but the last token, which predicts nothing.</summary>
    public int BlockSize => QuestionLength + AnswerLength - 1;

    /// <summary>Questions to measure by, in groups with a name: those that training draws from, and those that it never sees.</summary>
    public abstract IReadOnlyList<(string Name, int[][] Questions)> Exams { get; }

    /// <summary>Steps after which training gives up.</summary>
    public abstract int MaxIters { get; }

    /// <summary>A question to train on.</summary>
    public abstract int[] DrawQuestion(TorchGenerator generator);

    /// <summary>The right answer.</summary>
    public abstract int[] Solve(ReadOnlySpan<int> question);

    /// <summary>A question with an answer, right or wrong, for people.</summary>
    public abstract string Format(ReadOnlySpan<int> question, ReadOnlySpan<int> answer);
}
