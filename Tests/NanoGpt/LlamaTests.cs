using NanoGpt;

namespace Tests;

/// <summary>Llama as a model to train.</summary>
public class LlamaTests
{
    private static LlamaConfig Tiny => new() { Dim = 8, HiddenDim = 6, NLayers = 2, NHeads = 2, NKvHeads = 1, VocabSize = 7, MaxSeqLen = 5 };

    [Fact]
    public void Every_gradient_is_right()
    {
        var model = new Llama(Tiny, new TorchGenerator(3), Device.Reference);
        var parameters = model.Parameters;
        var tokens = Tensor.From([1, 2, 3, 4, 5, 6, 0, 1], [2, 4], Device.Reference);
        var targets = Tensor.From([2, 3, 4, 5, 6, 0, 1, 2], [2, 4], Device.Reference);
        model.Loss(tokens, targets).Backward();
        for (int i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            double[] values = parameter.ToDoubles();
            double Loss(double[] moved)
            {
                using var noGrad = Tensor.NoGrad();
                parameter.Data = Tensor.From(moved, parameter.Shape, Device.Reference);
                return model.Loss(tokens, targets).Item();
            }

            KernelHarness.CheckGradient(values, Loss, parameter.Grad!.ToDoubles());
            Loss(values);
        }
    }

    [Fact]
    public void It_learns_a_batch_by_heart()
    {
        var model = new Llama(Tiny with { Dim = 32, HiddenDim = 48 }, new TorchGenerator(3), Device.Cpu);
        var optimizer = new AdamW(AdamW.DecayGroups(model.Parameters, 0.1), 1e-2, 0.9, 0.95);
        var tokens = Tensor.From([1, 2, 3, 4, 5, 6, 0, 1, 3, 3], [2, 5], Device.Cpu);
        var targets = Tensor.From([2, 3, 4, 5, 6, 0, 1, 3, 3, 5], [2, 5], Device.Cpu);
        double first = model.Loss(tokens, targets).Item();
        for (int step = 0; step < 60; step++)
        {
            optimizer.ZeroGrad();
            model.Loss(tokens, targets).Backward();
            optimizer.Step();
        }

        Assert.InRange(first, Math.Log(7) - 0.1, Math.Log(7) + 0.1);
        Assert.InRange(model.Loss(tokens, targets).Item(), 0, 0.05);
    }

    [Fact]
    public void The_command_line_trains_one_resumes_it_and_writes_by_it()
    {
        using var folder = new TemporaryFolder();
        string text = folder.File("text.txt");
        File.WriteAllText(text, TinyTraining.Text);
        (int Code, string Output) Run(params string[] args)
        {
            using StringWriter output = new(), error = new();
            int code = Program.Run([.. args, "--device", "cpu"], new CommandIo(output, error, new StringReader("")));
            return (code, output.ToString() + error);
        }

        string[] Train(string sharedHeads) =>
            ["train", "--data", text, "--out-dir", folder.File("run"), "--overwrite", "--model", "llama", "--n-kv-head", sharedHeads, .. TinyTraining.Arguments];
        Assert.Equal(0, Run(Train("1")).Code);
        Assert.Equal(0, Run("train", "--data", text, "--out-dir", folder.File("run"), "--resume", "--max-iters", "30").Code);
        var (code, written) = Run("sample", "--out-dir", folder.File("run"), "--max-new-tokens", "40");
        Assert.Equal(0, code);
        Assert.True(written.Length > 40, written);
        Assert.Contains("n_kv_heads 3", Run(Train("3")).Output);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Contains("n_kv_heads", Assert.Throws<DataException>(() => (Tiny with { NHeads = 4, NKvHeads = 3 }).Validate()).Message);
        Assert.Contains("even share", Assert.Throws<DataException>(() => (Tiny with { NHeads = 8 }).Validate()).Message);
        Assert.Contains("context is 5", Assert.Throws<ShapeException>(() => new Llama(Tiny).Forward(Tensor.From(new int[6], [1, 6]))).Message);
    }

    [Fact]
    public void The_parameters_are_counted_before_they_are_made()
    {
        foreach (var config in new[] { Tiny, Tiny with { TieWeights = false } })
        {
            Assert.Equal(new Llama(config, new TorchGenerator(1)).ParameterCount, config.ParameterCount);
        }

        Assert.Equal(15_191_712, new LlamaConfig().ParameterCount); // stories15M
    }
}
