using Xunit.Abstractions;

namespace Tests;

/// <summary>The checker is checked: it must catch every planted mistake and leave correct code alone.</summary>
public sealed class MistakeBankTests(ITestOutputHelper output)
{
    private const int Seeds = 100, DiagnosisSeeds = 5;

    [Fact]
    public void EveryMistakeIsCaughtOnEverySeedAndCorrectCodeNeverAccused()
    {
        (BankedOperation Operation, PlantedMistake Mistake)[] mistakes = Mistakes();
        List<string> missed = [], falseAlarms = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            foreach (BankedOperation operation in MistakeBank.All)
            {
                if (operation.Check(seed) is { Passed: false } report)
                {
                    falseAlarms.Add($"seed {seed}: {report}");
                }
            }

            foreach ((BankedOperation operation, PlantedMistake mistake) in mistakes)
            {
                if (operation.Check(seed, mistake) is { Passed: true })
                {
                    missed.Add($"seed {seed}: {operation.Name}: {mistake.Name}");
                }
            }
        }

        int caught = mistakes.Length - missed.Select(line => line[line.IndexOf(':')..]).Distinct().Count();
        output.WriteLine(
            $"{caught} of {mistakes.Length} planted mistakes caught on every seed, "
            + $"{falseAlarms.Count} false alarms on {MistakeBank.All.Count} correct operations over {Seeds} seeds");
        Assert.True(mistakes.Length >= 30, $"the bank holds {mistakes.Length} mistakes");
        Assert.True(missed.Count == 0, string.Join(Environment.NewLine, missed));
        Assert.True(falseAlarms.Count == 0, string.Join(Environment.NewLine, falseAlarms));
    }

    [Fact]
    public void MistakesAreCalledByTheirNames()
    {
        (BankedOperation Operation, PlantedMistake Mistake)[] mistakes = Mistakes();
        List<string> wrong = [];
        foreach ((BankedOperation operation, PlantedMistake mistake) in mistakes)
        {
            for (int seed = 0; seed < DiagnosisSeeds; seed++)
            {
                GradCheckReport report = operation.Check(seed, mistake, diagnose: true);
                MistakeKind found = report.Diagnoses[0].Kind;
                if (seed == 0)
                {
                    output.WriteLine($"{operation.Name}: {mistake.Name}{Environment.NewLine}    [{found}] {report.Diagnoses[0].Sentence}");
                }

                if (mistake.Expected is { } expected ? found != expected : found is not (MistakeKind.Unknown or MistakeKind.NearMiss))
                {
                    wrong.Add($"seed {seed}: called {found}, expected {mistake.Expected?.ToString() ?? "no name"}: {report}");
                }
            }
        }

        output.WriteLine($"{mistakes.Count(m => m.Mistake.Expected is not null)} of {mistakes.Length} planted mistakes are called by their names");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private static (BankedOperation Operation, PlantedMistake Mistake)[] Mistakes() =>
        [.. MistakeBank.All.SelectMany(operation => operation.Mistakes.Select(mistake => (operation, mistake)))];
}
