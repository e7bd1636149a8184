namespace NanoGpt;

/// <summary>What a model knows of a group of questions.</summary>
/// <param name="Name">Of the group.</param>
/// <param name="Right">Answers that are right to the last token.</param>
/// <param name="Asked">Questions.</param>
/// <param name="Mistakes">The first few wrong answers, for people.</param>
public sealed record DemoScore(string Name, int Right, int Asked, IReadOnlyList<string> Mistakes);

/// <summary>Lets a model answer questions, the likeliest token each time.</summary>
/// <param name="task">What was learned.</param>
/// <param name="model">Who learned it.</param>
public sealed class DemoExam(DemoTask task, LanguageModel model)
{
    private const int SideBySide = 500;
    private const int MistakesShown = 3;

    private readonly Sampler sampler = new(model, new TorchGenerator()) { Temperature = 0 };

    /// <summary>Asks all questions of the task.</summary>
    /// <exception cref="DataException">The model's numbers are not finite.</exception>
    public IReadOnlyList<DemoScore> Take() => [.. task.Exams.Select(exam => Ask(exam.Name, exam.Questions))];

    /// <summary>The model's answers to questions.</summary>
    public int[][] Answer(int[][] questions)
    {
        int[][] answers = [.. questions.Select(_ => new int[task.AnswerLength])];
        int at = 0;
        foreach (var tokens in sampler.Generate(questions, task.AnswerLength))
        {
            for (int b = 0; b < questions.Length; b++)
            {
                answers[b][at] = tokens[b];
            }

            at++;
        }

        return answers;
    }

    private DemoScore Ask(string name, int[][] questions)
    {
        int right = 0;
        var mistakes = new List<string>();
        foreach (int[][] some in questions.Chunk(SideBySide))
        {
            foreach (var (question, answer) in some.Zip(Answer(some)))
            {
                int[] solution = task.Solve(question);
                if (answer.AsSpan().SequenceEqual(solution))
                {
                    right++;
                }
                else if (mistakes.Count < MistakesShown)
                {
                    mistakes.Add($"says {task.Format(question, answer)}; right is {task.Format(question, solution)}");
                }
            }
        }

        return new DemoScore(name, right, questions.Length, mistakes);
    }
}
