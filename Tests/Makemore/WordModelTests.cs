using Makemore;

namespace Tests;

public class WordModelTests
{
    private const int B = 3;
    private static readonly ModelConfig Sizes = new(VocabSize: 5, BlockSize: 4) { NLayer = 2, NHead = 2, NEmbd = 4, NEmbd2 = 3 };

    public static TheoryData<ModelKind> Kinds => [.. Enum.GetValues<ModelKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_position_gets_logits_for_every_token(ModelKind kind)
    {
        var model = Sizes.Create(kind, new TorchGenerator(1), Device.Cpu);
        Assert.Equal((4, 5), (model.BlockSize, model.VocabSize));
        for (int t = 1; t <= 4; t++)
        {
            Assert.Equal([B, t, 5], model.Forward(Tokens(t, Device.Cpu)).Shape.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_context_that_is_too_long_says_so(ModelKind kind)
    {
        var model = Sizes.Create(kind, new TorchGenerator(1), Device.Cpu);
        if (kind is not (ModelKind.Bigram or ModelKind.BigramCounts))
        {
            Assert.Contains("context is 4", Assert.Throws<ShapeException>(() => model.Forward(Tokens(5, Device.Cpu))).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_position_sees_what_comes_later(ModelKind kind)
    {
        var model = Sizes.Create(kind, new TorchGenerator(1), Device.Cpu);
        model.Training = false;
        RandomiseParameters(model);
        int[] tokens = Tokens(4, Device.Cpu).ToInts();
        float[] before = Logits(tokens);
        for (int at = 0; at < 4; at++)
        {
            int[] changed = [.. tokens.Select((token, i) => i % 4 > at ? (token + 1 + (i % 3)) % 5 : token)];
            float[] after = Logits(changed);
            for (int i = 0; i < before.Length; i++)
            {
                int position = i / 5 % 4;
                if (position <= at)
                {
                    Assert.Equal(before[i], after[i]);
                }
            }

            // ... and it does see the present: a model that ignores its input would pass the above.
            int[] other = [.. tokens.Select((token, i) => i % 4 == at ? (token + 1) % 5 : token)];
            Assert.NotEqual(before[(at * 5)..((at * 5) + 5)], Logits(other)[(at * 5)..((at * 5) + 5)]);
        }

        float[] Logits(int[] x) => model.Forward(Tensor.From(x, [B, 4], Device.Cpu)).ToFloats();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Gradients_are_those_of_difference_quotients(ModelKind kind)
    {
        var model = Sizes.Create(kind, new TorchGenerator(1), Device.Reference);
        RandomiseParameters(model);
        var x = Tokens(4, Device.Reference);
        CheckedInput[] inputs = [.. model.NamedParameters.Select(p => new CheckedInput(p.Name, p.Tensor.Shape.ToArray(), p.Tensor.ToDoubles()))];
        var report = GradCheck.Run(
            kind.ToString(), inputs, [B, 4, 5],
            values => Forward(values).ToDoubles(),
            (values, upstream) =>
            {
                model.ZeroGrad();
                Forward(values).Backward(Tensor.From(upstream, [B, 4, 5], Device.Reference));
                return [.. model.Parameters.Select(p => p.Grad?.ToDoubles() ?? new double[p.Count])];
            });
        Assert.True(report.Passed, report.ToString());

        Tensor Forward(IReadOnlyList<double[]> values)
        {
            foreach (var (parameter, numbers) in model.Parameters.Zip(values))
            {
                parameter.Data = Tensor.From(numbers, parameter.Shape, Device.Reference);
            }

            return model.Forward(x);
        }
    }

    [Theory]
    [OnCpu(nameof(Kinds))]
    [OnOpenCl(nameof(Kinds))]
    [OnCuda(nameof(Kinds))]
    public void Every_device_computes_the_oracles_loss_and_gradients(ModelKind kind, string device)
    {
        var (loss, gradients) = LossAndGradients(TestDevices.Get(device));
        var (expectedLoss, expectedGradients) = LossAndGradients(Device.Reference);
        Assert.Equal(expectedLoss, loss, 1e-5);
        double scale = expectedGradients.Max(Math.Abs);
        Assert.All(expectedGradients.Zip(gradients), pair => Assert.Equal(pair.First, pair.Second, 2e-5 * scale));

        (double Loss, double[] Gradients) LossAndGradients(Device on)
        {
            var model = Sizes.Create(kind, new TorchGenerator(1), on);
            RandomiseParameters(model);
            var loss = model.Loss(Tokens(4, on), Tensor.From([1, 0, -1, -1, 3, 2, 1, 0, 0, -1, -1, -1], (int[])[B, 4], on));
            loss.Backward();
            return (loss.Item(), [.. model.Parameters.SelectMany(p => p.Grad?.ToDoubles() ?? new double[p.Count])]);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_loss_counts_no_position_behind_the_end_of_a_word(ModelKind kind)
    {
        var model = Sizes.Create(kind, new TorchGenerator(1), Device.Reference);
        RandomiseParameters(model);
        model.Training = false;
        var x = Tokens(4, Device.Reference);
        int[] targets = [1, 0, -1, -1, 3, 2, 1, 0, 0, -1, -1, -1];
        double loss = model.Loss(x, Tensor.From(targets, [B, 4], Device.Reference)).Item();
        double[] logits = model.Forward(x).ToDoubles();
        double expected = targets.Select((target, i) => target < 0 ? 0 : -LogSoftmax(logits[(i * 5)..((i * 5) + 5)], target)).Sum() / targets.Count(target => target >= 0);
        Assert.Equal(expected, loss, 1e-12);
    }

    [Fact]
    public void The_forget_gates_of_an_LSTM_begin_open()
    {
        var bias = new LstmCell(4, 3, new TorchGenerator(1), Device.Cpu).NamedParameters.Single(p => p.Name == "xh_to_gates.bias").Tensor.ToFloats();
        Assert.Equal([1, 1, 1], bias[3..6]);
        Assert.All(bias[..3].Concat(bias[6..]), value => Assert.InRange(value, -0.378, 0.378)); // 1/√7
    }

    [Fact]
    public void An_LSTM_cell_follows_its_formula()
    {
        var cell = new LstmCell(1, 1, new TorchGenerator(1), Device.Reference);
        double[] w = cell.Parameters[0].ToDoubles(), b = cell.Parameters[1].ToDoubles(); // (4, 2): a row for each of i, f, g, o
        double x = 0.7, h = -0.4, c = 1.3;
        double Gate(int row) => (w[2 * row] * x) + (w[(2 * row) + 1] * h) + b[row];
        double next = (Sigmoid(Gate(1)) * c) + (Sigmoid(Gate(0)) * Math.Tanh(Gate(2)));
        double[] state = cell.Step(Tensor.From([x], [1, 1], Device.Reference), Tensor.From([h, c], [1, 2], Device.Reference)).ToDoubles();
        Assert.Equal(next, state[1], 1e-12);
        Assert.Equal(Sigmoid(Gate(3)) * Math.Tanh(next), state[0], 1e-12);

        static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
    }

    [Fact]
    public void Heads_that_do_not_divide_the_channels_are_refused() =>
        Assert.Contains("--n-head", Assert.Throws<DataException>(() => (Sizes with { NHead = 3 }).Create(ModelKind.Transformer, null, Device.Cpu)).Message);

    [Fact]
    public void Counting_gives_smoothed_shares()
    {
        var alphabet = new Alphabet(["ab"]);
        var model = new BigramCountsModel(new ModelConfig(3, 3), Device.Reference);
        Assert.Equal(Math.Log(3), -model.Parameters[0].ToDoubles()[0], 1e-12);
        model.Fit(new CharDataset(["ab", "a"], alphabet, 3));
        // after the start: a twice; after a: b once, stop once; after b: stop once. And 1 for each.
        double[] expected = [1.0 / 5, 3.0 / 5, 1.0 / 5, 2.0 / 5, 1.0 / 5, 2.0 / 5, 2.0 / 4, 1.0 / 4, 1.0 / 4];
        Assert.All(expected.Zip(model.Parameters[0].ToDoubles()), pair => Assert.Equal(pair.First, Math.Exp(pair.Second), 1e-12));
    }

    /// <summary>Tables that begin with zeros would hide mistakes.</summary>
    private static void RandomiseParameters(LanguageModel model)
    {
        var generator = new TorchGenerator(2);
        foreach (var parameter in model.Parameters)
        {
            Init.Normal(parameter, 0, 0.5, generator);
        }
    }

    private static Tensor Tokens(int t, Device device) =>
        Tensor.From([.. Enumerable.Range(0, B * t).Select(i => ((i * i) + (3 * i)) % 5)], (int[])[B, t], device);

    private static double LogSoftmax(double[] logits, int target) => logits[target] - Math.Log(logits.Sum(Math.Exp));
}
