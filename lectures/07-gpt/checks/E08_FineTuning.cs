using NanoGpt;

namespace Lectures;

internal sealed class FineTuningExercise() : Exercise(7, 8, ExerciseKind.Forward)
{
    private const int T = 16, BatchSize = 8, MostSteps = 500, FewestAlone = 100;
    private const double Gain = 0.2;

    public override IEnumerable<Check> Checks =>
    [
        new("who is trained on what, and in which order", learner =>
        {
            var models = new List<Module>();
            var log = new List<(Module Model, string Text, double Rate)>();
            double[] losses = Compare(learner)(Create, (model, text, rate) => log.Add((model, text, rate)), (model, text) => text == "val" ? models.IndexOf(model) : 100, "large", "small", "val");
            Expect.Equal("the number of models", 2, models.Count);
            Expect.Equal("the number of losses", 2, losses.Length);
            Expect.True(losses.All(loss => loss is 0 or 1), "Both losses are to be measured on val.");
            Expect.True(log.All(entry => entry.Text != "val"), "A model was trained on val; what it loses there then says nothing about new text.");
            Expect.True(log.Count <= MostSteps, $"{log.Count} steps; {MostSteps} are allowed.");
            var (alone, tuned) = (Of(losses[0]), Of(losses[1]));
            Expect.True(alone.Length >= FewestAlone && alone.All(entry => entry.Text == "small"), $"The first loss should belong to a model that took at least {FewestAlone} steps, on small alone.");
            int turn = Array.FindIndex(tuned, entry => entry.Text == "small");
            Expect.True(turn > 0 && tuned[turn..].All(entry => entry.Text == "small"), "The second loss should belong to a model that was trained on large first and then on small.");
            Expect.True(tuned.Length - turn < alone.Length, "On small, the second model should take fewer steps than the first.");
            Expect.True(tuned[turn..].Max(entry => entry.Rate) < tuned[..turn].Max(entry => entry.Rate), "On small, the rates should be lower than on large.");

            (Module Model, string Text, double Rate)[] Of(double loss) => [.. log.Where(entry => entry.Model == models[(int)loss])];

            Module Create()
            {
                models.Add(new Sequential());
                return models[^1];
            }
        }),
        new("a small GPT that knows the language learns the dialect better", learner =>
        {
            string large = string.Join('.', InventedNames.Make(2000, 1)), small = Dialect(40, 2), val = Dialect(100, 3);
            var optimizers = new Dictionary<Module, (AdamW Optimizer, TorchGenerator Draws)>();
            double[] losses = Compare(learner)(Create, Step, Loss, large, small, val);
            Expect.True(
                losses[1] < losses[0] - Gain,
                FormattableString.Invariant($"On val it loses {losses[1]:F3}, the one without the large text {losses[0]:F3}; {Gain} less was to be expected. More steps on large, or lower rates on small?"));

            Module Create()
            {
                var g = new TorchGenerator(4);
                var model = new Gpt(new GptConfig { BlockSize = T, VocabSize = InventedNames.Letters.Size, NLayer = 1, NHead = 2, NEmbd = 32 }, g);
                optimizers[model] = (new AdamW(model.Parameters, 0), g);
                return model;
            }

            void Step(Module model, string text, double rate)
            {
                using var scope = Tensor.Scope();
                var (optimizer, draws) = optimizers[model];
                var starts = new int[BatchSize];
                draws.RandInt(0, text.Length - T, starts);
                var (x, y) = Batch(text, starts);
                optimizer.ZeroGrad();
                F.CrossEntropy(model.Forward(x), y).Backward();
                optimizer.LearningRate = rate;
                optimizer.Step();
            }

            static double Loss(Module model, string text)
            {
                using var noGrad = Tensor.NoGrad();
                using var scope = Tensor.Scope();
                var (x, y) = Batch(text, [.. Enumerable.Range(0, (text.Length - 1) / T).Select(i => i * T)]);
                return F.CrossEntropy(model.Forward(x), y).Item();
            }
        }),
    ];

    /// <summary>The same language, spelled otherwise: c for k, w for v.</summary>
    private static string Dialect(int names, ulong seed) => string.Join('.', InventedNames.Make(names, seed)).Replace('k', 'c').Replace('v', 'w');

    /// <summary>Pieces of a text and each letter's next one: (B, T) and (B, T).</summary>
    private static (Tensor X, Tensor Y) Batch(string text, int[] starts)
    {
        int[] tokens = InventedNames.Letters.Encode(text);
        return (
            Tensor.From([.. starts.SelectMany(start => tokens[start..(start + T)])], [starts.Length, T]),
            Tensor.From([.. starts.SelectMany(start => tokens[(start + 1)..(start + 1 + T)])], [starts.Length, T]));
    }

    private static Func<Func<Module>, Action<Module, string, double>, Func<Module, string, double>, string, string, string, double[]> Compare(Learner learner) =>
        learner.Function<Func<Func<Module>, Action<Module, string, double>, Func<Module, string, double>, string, string, string, double[]>>("Compare");
}
