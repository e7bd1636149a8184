using System.Buffers.Binary;
using NanoGpt;

namespace Tests;

/// <summary>llm.c's model files: what is in them, and what is wrong with damaged ones.</summary>
public sealed class LlmcFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [DataFact(TinyGpt2.Llmc, TinyGpt2.SafeTensors, TinyGpt2.InfoFile)]
    public void The_weights_are_those_of_the_safetensors_file()
    {
        using var llmc = TinyGpt2.Open("llmc", folder);
        using var huggingFace = TinyGpt2.Open("safetensors", folder);
        Assert.Equal(TinyGpt2.Bits(huggingFace.Load(Device.Cpu)), TinyGpt2.Bits(llmc.Load(Device.Cpu)));
        Assert.Equal((65, 128, 32, false), (llmc.VocabSize, llmc.PaddedVocabSize, llmc.BlockSize, llmc.IsBFloat16));
    }

    [DataFact(TinyGpt2.Llmc, TinyGpt2.LlmcBFloat16, TinyGpt2.InfoFile)]
    public void Bfloat16_is_the_nearest_to_float()
    {
        using var narrow = TinyGpt2.Open("llmc-bf16", folder);
        using var wide = TinyGpt2.Open("llmc", folder);
        var expected = TinyGpt2.Bits(wide.Load(Device.Cpu));
        var actual = TinyGpt2.Bits(narrow.Load(Device.Cpu));
        Assert.True(narrow.IsBFloat16);
        foreach (var (name, bits) in actual)
        {
            Assert.All(bits, number => Assert.Equal(0, number & 0xFFFF));
            Assert.All(bits.Zip(expected[name]), pair => Assert.InRange(Math.Abs((long)pair.First - pair.Second), 0, 0x8000)); // half a step of the upper 16 bits
        }
    }

    public static TheoryData<int, int, string> Headers => new()
    {
        { 0, 20240327, "seems to be a debug state of llm.c" },
        { 0, 20240328, "seems to be a tokenizer of llm.c" },
        { 0, 20240520, "seems to be tokens of llm.c" },
        { 0, 20240801, "seems to be tokens of llm.c for Llama 3" },
        { 0, 20240522, "seems to be evaluation data of llm.c" },
        { 0, 20240527, "seems to be a training state of llm.c" },
        { 0, 0x616b3432, "is a llama2.c checkpoint of version" },
        { 0, 0x04034b50, "seems to be a PyTorch file" },
        { 0, 0x46554747, "GGUF" },
        { 0, 12345, "of a kind that is not known here" },
        { 1, 1, "of version 1; this program reads version 3 and 5. Write it again" },
        { 1, 6, "It is newer than this program, or damaged" },
        { 2, 0, "context 0, which must be at least 1" },
        { 2, 33, "this one has 123392" },
        { 3, 129, "a vocabulary of 129 padded to 128" },
        { 4, int.MaxValue, "this one has 123392" },
        { 4, -2, "layers -2" },
        { 5, 5, "32 channels for 5 heads" },
        { 6, int.MaxValue, "heads, which do not divide them" },
        { 6, 1 << 30, "this one has 123392" },
        { 7, 192, "this one has 123392" },
    };

    [DataTheory(TinyGpt2.Llmc)]
    [MemberData(nameof(Headers))]
    public void A_wrong_header_is_refused_and_recognised(int index, int value, string part)
    {
        byte[] bytes = File.ReadAllBytes(TestData.File(TinyGpt2.Llmc));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * index), value);
        AssertRefused(bytes, part);
    }

    [DataFact(TinyGpt2.Llmc)]
    public void A_file_of_the_wrong_length_is_refused()
    {
        byte[] good = File.ReadAllBytes(TestData.File(TinyGpt2.Llmc));
        AssertRefused(good[..^1], "make a file of 123392 bytes; this one has 123391");
        AssertRefused([.. good, 0], "this one has 123393");
        AssertRefused(good[..500], "fewer than the 1024 of its header");
        AssertRefused(good[..4], "fewer than the 1024");
        AssertRefused([], "it seems to be empty");
        AssertRefused("First Citizen:\n"u8.ToArray(), "a text");
    }

    [DataFact(TinyGpt2.Llmc)]
    public void A_weight_that_is_no_number_is_named()
    {
        byte[] bytes = File.ReadAllBytes(TestData.File(TinyGpt2.Llmc));
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(1024 + (4 * ((128 * 32) + 7))), float.PositiveInfinity);
        string path = folder.File("model.bin");
        File.WriteAllBytes(path, bytes);
        using var source = ModelSource.Open(path);
        Assert.Contains("element 7 of tensor transformer.wpe.weight", Assert.Throws<DataException>(() => source.Load(Device.Cpu)).Message);
    }

    [Fact]
    public void A_name_that_is_nothing_says_what_there_could_be()
    {
        string message = Assert.Throws<DataException>(() => ModelSource.Open(folder.File("gpt3"))).Message;
        Assert.Contains("gpt2-medium", message);
        Assert.Contains("neither config.json", Assert.Throws<DataException>(() => ModelSource.Open(folder.Path)).Message);
    }

    private void AssertRefused(byte[] bytes, string part)
    {
        string path = folder.File("model.bin");
        File.WriteAllBytes(path, bytes);
        string message = Assert.Throws<DataException>(() => ModelSource.Open(path)).Message;
        Assert.Contains(part, message);
        Assert.Contains(path, message);
        Assert.DoesNotContain("\n", message);
    }
}
