using System.Globalization;

namespace NanoGpt;

/// <summary>
/// minGPT's adder: 85 + 50 = 135 is the text 8550531. There are no signs, every number has its full length (06 + 39 = 045), and the sum
/// is written from its last digit on, because that is the order in which carries are found out.
/// </summary>
public sealed class Adder : DemoTask
{
    private const int Digits = 2;
    private const int Numbers = 100; // of that many digits
    private const int Base = 10;
    private const int HeldOut = 500;
    private const ulong SplitSeed = 1337; // the original's: the same pairs are held out

    private readonly int[][] trained;
    private readonly int[][] heldOut;

    /// <summary>All pairs of numbers, 500 of them held out.</summary>
    public Adder()
    {
        int[][] pairs = [.. new TorchGenerator(SplitSeed).RandPerm(Numbers * Numbers).Select(pair => Question(pair / Numbers, pair % Numbers))];
        (heldOut, trained) = (pairs[..HeldOut], pairs[HeldOut..]);
    }

    /// <inheritdoc/>
    public override string Description => $"the sum of two numbers of {Digits} digits; {Numbers * Numbers:N0} pairs, {HeldOut} of them held out";

    /// <inheritdoc/>
    public override int VocabSize => Base;

    /// <inheritdoc/>
    public override int QuestionLength => 2 * Digits;

    /// <inheritdoc/>
    public override int AnswerLength => Digits + 1;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, int[][] Questions)> Exams => [("trained on", trained), ("held out", heldOut)];

    /// <inheritdoc/>
    public override int MaxIters => 20_000;

    /// <inheritdoc/>
    public override int[] DrawQuestion(TorchGenerator generator) => trained[generator.RandInt(0, trained.Length)];

    /// <inheritdoc/>
    public override int[] Solve(ReadOnlySpan<int> question)
    {
        int sum = Number(question[..Digits]) + Number(question[Digits..]);
        return [sum % Base, sum / Base % Base, sum / (Base * Base)];
    }

    /// <inheritdoc/>
    public override string Format(ReadOnlySpan<int> question, ReadOnlySpan<int> answer)
    {
        int[] sum = answer.ToArray();
        Array.Reverse(sum);
        return string.Create(CultureInfo.InvariantCulture, $"{Number(question[..Digits])} + {Number(question[Digits..])} = {Number(sum)}");
    }

    private static int[] Question(int a, int b) => [a / Base, a % Base, b / Base, b % Base];

    private static int Number(ReadOnlySpan<int> digits)
    {
        int number = 0;
        foreach (int digit in digits)
        {
            number = (number * Base) + digit;
        }

        return number;
    }
}
