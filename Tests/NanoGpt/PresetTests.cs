using NanoGpt;

namespace Tests;

/// <summary>The configurations that come with the program, against what their models' and programs' authors published.</summary>
public sealed class PresetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Every preset with the exact number of its parameters. Hugging Face counts GPT-2's, nanoGPT prints its own, lecture 7 too.</summary>
    public static TheoryData<string, long> Exact => new()
    {
        { "shakespeare-char-cpu", 804_096 }, { "shakespeare-char", 10_745_088 }, { "lecture-gpt", 10_788_929 }, { "lecture-bigram", 4225 },
        { "gpt2-124m", 124_439_808 }, { "gpt2-350m", 354_823_168 }, { "gpt2-774m", 774_030_080 }, { "gpt2-1558m", 1_557_611_200 },
        { "eval-gpt2", 124_439_808 }, { "eval-gpt2-medium", 354_823_168 }, { "eval-gpt2-large", 774_030_080 }, { "eval-gpt2-xl", 1_557_611_200 },
        { "finetune-shakespeare", 1_557_611_200 },
        { "stories15m", 15_191_712 }, { "stories260k", 260_032 },
        { "train-gpt2", 123_587_328 + (1024 * 768) }, // "number of parameters: 123.59M", without positions
        { "build-nanogpt", 124_439_808 + (47 * 768) }, // GPT-2's with 47 rows more
    };

    /// <summary>GPT-3's sizes in the table of Brown et al. 2020, which rounds.</summary>
    public static TheoryData<string, double> Rounded => new()
    {
        { "gpt3-125m", 125e6 }, { "gpt3-350m", 350e6 }, { "gpt3-760m", 760e6 }, { "gpt3-1.3b", 1.3e9 },
        { "gpt3-2.7b", 2.7e9 }, { "gpt3-6.7b", 6.7e9 }, { "gpt3-13b", 13e9 }, { "gpt3-175b", 175e9 },
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_preset_loads_and_is_tested_here()
    {
        Assert.All(Presets.Names, name => Presets.Load(name));
        var tested = Exact.Select(row => (string)row[0]).Concat(Rounded.Select(row => (string)row[0]));
        Assert.Equal(Presets.Names.Order(StringComparer.Ordinal), tested.Order(StringComparer.Ordinal));
        Assert.All(Presets.Names, name => Assert.NotEmpty(Presets.Describe(name)));
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public void A_presets_model_has_the_originals_size(string preset, long parameters) => Assert.Equal(parameters, ParameterCount.Of(Presets.Load(preset)));

    [Theory]
    [MemberData(nameof(Rounded))]
    public void A_GPT3_has_about_the_published_size(string preset, double parameters) => Assert.Equal(1, ParameterCount.Of(Presets.Load(preset)) / parameters, 0.02);

    [Theory]
    [InlineData("shakespeare-char-cpu", 65)]
    [InlineData("lecture-gpt", 65)]
    [InlineData("lecture-bigram", 65)]
    public void What_is_counted_is_what_is_made(string preset, int vocabSize)
    {
        var config = Presets.Load(preset);
        Assert.Equal(ParameterCount.Of(config), ModelFactory.Create(config, vocabSize, new TorchGenerator(), Device.Cpu).ParameterCount);
    }

    /// <summary>What the scripts of nanoGPT, build-nanogpt and llm.c say about a step and a run.</summary>
    [Theory]
    [InlineData("train-gpt2", 491_520, 600_000, 6e-4, 6e-5)]
    [InlineData("shakespeare-char", 16_384, 5_000, 1e-3, 1e-4)]
    [InlineData("finetune-shakespeare", 32_768, 20, 3e-5, 3e-5)]
    [InlineData("build-nanogpt", 524_288, 19_073, 6e-4, 6e-5)]
    [InlineData("gpt2-124m", 524_288, 18_865, 6e-4, 0)]
    [InlineData("gpt2-350m", 524_288, 60_000, 3e-4, 0)]
    [InlineData("gpt2-774m", 524_288, 286_102, 2.5e-4, 0)]
    [InlineData("gpt3-125m", 524_288, 572_204, 6e-4, 6e-5)]
    [InlineData("gpt3-175b", 3_276_800, 91_553, 6e-5, 6e-6)]
    public void A_run_is_the_originals(string preset, long tokensPerStep, int steps, double highest, double least)
    {
        var config = Presets.Load(preset);
        Assert.Equal((tokensPerStep, steps, highest), (config.TokensPerStep, config.MaxIters, config.LearningRate));
        Assert.Equal(least, config.Schedule().At(steps), 12);
        Assert.Equal((0.1, 1.0), (config.WeightDecay, config.GradClip));
    }

    /// <summary>get_batch of nanoGPT and the lecture draws places, build-nanogpt reads on, train_gpt2.cu of llm.c shuffles shards and batches, tinystories.py of llama2.c sequences.</summary>
    [Fact]
    public void Batches_come_in_the_originals_order()
    {
        static DataOrder Expected(string preset) =>
            preset == "build-nanogpt" ? DataOrder.Sequential
            : preset.StartsWith("stories", StringComparison.Ordinal) ? DataOrder.ShuffledWindows
            : preset.StartsWith("gpt2-", StringComparison.Ordinal) || preset.StartsWith("gpt3-", StringComparison.Ordinal) ? DataOrder.Shuffled
            : DataOrder.Random;
        Assert.Equal(Presets.Names.Select(name => (name, Expected(name))), Presets.Names.Select(name => (name, Presets.Load(name).DataOrder)));
    }

    [Theory]
    [InlineData("train_shakespeare_char", "shakespeare-char")]
    [InlineData("train_gpt2", "train-gpt2")]
    [InlineData("eval_gpt2_xl", "eval-gpt2-xl")]
    public void NanoGPTs_names_are_known(string name, string preset) => Assert.Equal(Presets.Load(preset), Presets.Load(name));

    [Fact]
    public void A_file_may_build_on_another()
    {
        Write("base.json", "{ \"config\": \"train_gpt2\", \"n-layer\": 3, \"n-head\": 2 }");
        var config = Presets.Load(Write("mine.json", "{ \"config\": \"base.json\", \"n-head\": 4 }"));
        Assert.Equal((3, 4, 768, 600_000), (config.NLayer, config.NHead, config.NEmbd, config.MaxIters));
    }

    [Fact]
    public void A_circle_is_named()
    {
        Write("a.json", "{ \"config\": \"b.json\" }");
        Write("b.json", "{ \"config\": \"a.json\" }");
        var error = Assert.Throws<DataException>(() => Presets.Load(folder.File("a.json")));
        Assert.Contains("circle", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void The_command_presets_lists_them()
    {
        var (code, output, _) = NanoGptRun.Of("presets");
        Assert.Equal(0, code);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(Presets.Names, lines.Select(line => line.Split(' ')[0]));
        Assert.Contains(lines, line => line.StartsWith("gpt2-124m", StringComparison.Ordinal) && line.Contains("124,439,808") && line.Contains("llm.c"));
    }

    private string Write(string name, string json)
    {
        File.WriteAllText(folder.File(name), json);
        return folder.File(name);
    }
}
