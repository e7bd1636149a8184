namespace Lectures;

/// <summary>What an exercise asks for.</summary>
public enum ExerciseKind
{
    /// <summary>Write the backward pass.</summary>
    Backward,

    /// <summary>Write the forward pass, an algorithm or a kernel.</summary>
    Forward,

    /// <summary>Find the mistake in what is there.</summary>
    FindTheBug,

    /// <summary>Write the checker that finds other people's mistakes.</summary>
    WriteTheChecker,

    /// <summary>Say what will come out, before anything runs.</summary>
    Predict,
}

/// <summary>
/// The checks of one exercise. They lie apart from the learner's file, which therefore cannot lose them. Its task, its hints, its
/// skeleton and its solution are one file, <c>lectures/NN-name/solutions/ENN_Name.cs</c>; see <see cref="ExerciseFile"/>.
/// </summary>
/// <param name="lecture">The lecture's number.</param>
/// <param name="number">Its number within the lecture.</param>
/// <param name="kind">What it asks for.</param>
public abstract class Exercise(int lecture, int number, ExerciseKind kind)
{
    /// <summary>The lecture's number.</summary>
    public int Lecture => lecture;

    /// <summary>Its number within the lecture.</summary>
    public int Number => number;

    /// <summary>What it asks for.</summary>
    public ExerciseKind Kind => kind;

    /// <summary>How it is named on the command line: <c>1.3</c>.</summary>
    public string Id => $"{lecture}.{number}";

    /// <summary>What must hold, the simplest first. Each fails on the skeleton.</summary>
    public abstract IEnumerable<Check> Checks { get; }
}

/// <summary>One thing that must hold.</summary>
/// <param name="Name">What is checked, in words.</param>
/// <param name="Run">Looks at the learner's code; throws <see cref="CheckFailedException"/> if it does not hold.</param>
public sealed record Check(string Name, Action<Learner> Run);

/// <summary>A check does not hold; the message says what was expected and what came.</summary>
public sealed class CheckFailedException(string message) : Exception(message);
