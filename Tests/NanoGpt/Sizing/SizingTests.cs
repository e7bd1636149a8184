using NanoGpt;

namespace Tests;

/// <summary>Sizes against nanoGPT's notebook transformer_sizing, and against the models themselves.</summary>
public sealed class SizingTests
{
    private const double Peak = 312e12; // an A100's, as the notebook has it

    private static readonly GptConfig Notebook = new() { VocabSize = 50257, Bias = false };

    [Fact]
    public void The_table_has_the_notebooks_numbers()
    {
        var table = new SizingTable(Notebook);
        Assert.Equal(124_337_664, table.ParameterCount);
        Assert.Equal(291_648_307_200, table.ForwardFlops[^1].Amount);
        Assert.Equal(874_944_921_600, table.TrainingFlops);
        Assert.Equal(875_062_886_400, table.PalmFlops);
        Assert.Equal(1.0001, table.PalmFlops / table.TrainingFlops, 4);
        Assert.Equal(1.49, table.CheckpointBytes / 1e9, 2);
        Assert.Equal(0.3714, table.Utilisation(tokensPerSecond: 100 * 1024 / 0.755, Peak), 4); // 20 x 5 sequences in 755 ms
    }

    [Fact]
    public void The_command_prints_them()
    {
        var (code, output, error) = NanoGptRun.Of("sizing", "--config", "train-gpt2", "--vocab-size", "50257", "--peak-tflops", "312", "--tokens-per-second", "135629.14", "--device", "cpu");
        Assert.Equal((0, ""), (code, error));
        foreach (string number in new[] { "124,337,664", "291,648,307,200", "874,944,921,600", "875,062,886,400", "1.0001", "1.49 GB", "37.14 % by the table" })
        {
            Assert.Contains(number, output);
        }
    }

    [Theory]
    [InlineData(true, null, false, true)]
    [InlineData(false, true, true, false)]
    [InlineData(true, false, true, false)]
    [InlineData(false, null, false, true)]
    public void The_sum_is_what_the_model_has(bool bias, bool? qkvBias, bool headBias, bool tie)
    {
        var config = new GptConfig { NLayer = 3, NHead = 2, NEmbd = 10, BlockSize = 7, VocabSize = 13, Bias = bias, QkvBias = qkvBias, HeadBias = headBias, TieWeights = tie };
        Assert.Equal(new Gpt(config, new TorchGenerator(1), Device.Cpu).ParameterCount, new SizingTable(config).ParameterCount);
    }

    [Theory]
    [InlineData(ModelKind.Gpt)]
    [InlineData(ModelKind.Llama)]
    public void A_models_operations_are_PaLMs(ModelKind kind)
    {
        var model = ModelFactory.Create(TinyTraining.Config() with { Model = kind }, 65, new TorchGenerator(1), Device.Cpu);
        long positions = kind == ModelKind.Gpt ? 8 * 16 : 0;
        Assert.Equal((6.0 * (model.ParameterCount - positions)) + (12 * 2 * 16 * 8), ModelFlops.PerToken(model));
    }

    [Theory]
    [InlineData("NVIDIA A100-SXM4-80GB", true, 312)]
    [InlineData("NVIDIA A100-SXM4-80GB, 79.1 GiB", false, 19.5)]
    [InlineData("NVIDIA H100 80GB HBM3", true, 989.4)]
    [InlineData("NVIDIA H100 PCIe", true, 756)]
    [InlineData("NVIDIA L40S", false, 91.6)]
    [InlineData("NVIDIA L4", false, 30.3)]
    [InlineData("Tesla T4", true, 65)]
    public void The_speeds_of_GPUs_are_known_by_their_names(string gpu, bool bfloat16, double tera) =>
        Assert.Equal(1e12 * tera, PeakSpeed.Find(gpu, bfloat16)!.FlopsPerSecond, 1.0);

    [Theory]
    [InlineData("NVIDIA L40")]
    [InlineData("NVIDIA T400 4GB")]
    [InlineData("NVIDIA GeForce RTX 3090 Ti")]
    public void A_GPU_that_only_sounds_like_it_is_not_taken_for_it(string gpu) => Assert.Null(PeakSpeed.Find(gpu, bfloat16: false));

    [Fact]
    public void A_processors_speed_is_measured_and_what_is_given_comes_first()
    {
        Assert.InRange(PeakSpeed.Of(new CpuDevice(threads: 1), 0, bfloat16: false)!.FlopsPerSecond, 1e8, 1e13);
        Assert.Equal(5e12, PeakSpeed.Of(Device.Cpu, 5, bfloat16: false)!.FlopsPerSecond);
        Assert.Null(PeakSpeed.Of(Device.Reference, 0, bfloat16: false));
    }

    [DataFact(TinyGpt2.Llmc)]
    public void A_models_file_is_enough()
    {
        var (code, output, _) = NanoGptRun.Of("sizing", "--init-from", TestData.File(TinyGpt2.Llmc), "--block-size", "16", "--device", "cpu");
        Assert.Equal(0, code);
        Assert.Contains("2 layers, 4 heads, 32 channels, context 16, vocabulary 65", output);
        Assert.Contains(" 28,064 ", output); // 28,576 without 16 positions of 32 channels
    }

    [Theory]
    [InlineData(1, "--model", "llama", "GPTs only")]
    [InlineData(2, "--tokens-per-second", "-1", "at least 0")]
    [InlineData(1, "--config", "nonsense", "no preset")]
    [InlineData(1, "--init-from", "nowhere", "no file or folder")]
    public void A_mistake_is_named(int expected, string option, string value, string part)
    {
        var (code, output, error) = NanoGptRun.Of("sizing", option, value);
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(part, error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }
}
