using NanoGpt;

namespace Tests;

public sealed class ConfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryPresetLoads()
    {
        Assert.Equal(["lecture-bigram", "lecture-gpt", "shakespeare-char", "shakespeare-char-cpu", "stories15m", "stories260k"], Presets.Names.Order(StringComparer.Ordinal));
        Assert.All(Presets.Names, name => Presets.Load(name));
    }

    [Theory]
    [InlineData("shakespeare-char-cpu", 804_096)]
    [InlineData("shakespeare-char", 10_745_088)]
    [InlineData("lecture-gpt", 10_788_929)]
    [InlineData("lecture-bigram", 4225)]
    public void ThePresetsModelsHaveTheOriginalsSizes(string preset, long parameters)
    {
        var device = new CpuDevice(threads: 1);
        Assert.Equal(parameters, ModelFactory.Create(Presets.Load(preset), 65, new TorchGenerator(), device).ParameterCount);
    }

    [Fact]
    public void AFileMayHaveCommentsUnderscoresAndOnlyWhatDiffers()
    {
        var config = Presets.Load(Write("""
            {
              // a comment
              "batch_size": 3, "learning-rate": 2e-3, /* another */ "activation": "relu",
            }
            """));
        Assert.Equal(3, config.BatchSize);
        Assert.Equal(2e-3, config.LearningRate);
        Assert.Equal(Activation.Relu, config.Activation);
        Assert.Equal(64, config.BlockSize);
    }

    [Theory]
    [InlineData("{ \"batchsize\": 3 }", "no option 'batchsize'")]
    [InlineData("{ \"batch-size\": \"three\" }", "expected a whole number")]
    [InlineData("{ \"batch-size\": 2.5 }", "expected a whole number")]
    [InlineData("{ \"batch-size\": null }", "expected a whole number")]
    [InlineData("{ \"bias\": 1 }", "expected true or false")]
    [InlineData("{ \"activation\": \"swish\" }", "one of gelu-erf, gelu-tanh, relu")]
    [InlineData("{ \"batch-size\": 0 }", "must be at least 1")]
    [InlineData("{ \"learning-rate\": -1 }", "must be at least 0")]
    [InlineData("{ \"beta2\": 1 }", "less than 1")]
    [InlineData("{ \"n-head\": 5 }", "not divisible")]
    [InlineData("{ \"dropout\": 1.0 }", "less than 1")]
    [InlineData("[1]", "must be a JSON object")]
    [InlineData("{ \"batch-size\": ", "not valid JSON in line 1, column 17")]
    [InlineData("{\n  \"n-layer\" 3\n}", "not valid JSON in line 2, column 13")]
    [InlineData("{ \"n-layer\": 3, \"n_layer\": 4 }", "n-layer is there twice")]
    public void AMistakeIsNamed(string json, string part)
    {
        var error = Assert.Throws<DataException>(() => Presets.Load(Write(json)));
        Assert.Contains(part, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void AnUnknownPresetListsTheKnown()
    {
        var error = Assert.Throws<DataException>(() => Presets.Load("shakespear"));
        Assert.Contains("lecture-bigram, lecture-gpt", error.Message);
    }

    private string Write(string json)
    {
        string path = folder.File("config.json");
        File.WriteAllText(path, json);
        return path;
    }
}
