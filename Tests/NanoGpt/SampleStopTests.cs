using NanoGpt;

namespace Tests;

/// <summary><c>sample</c>: where a text ends, and what becomes of a long prompt.</summary>
public sealed class SampleStopTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string run;

    public SampleStopTests()
    {
        run = folder.File("run");
        File.WriteAllText(folder.File("text.txt"), TinyTraining.Text);
        Assert.Equal(0, NanoGptRun.Of(["train", "--data", folder.File("text.txt"), "--out-dir", run, .. TinyTraining.Arguments]).Code);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_text_ends_before_the_stop_token()
    {
        string whole = Sample().Output;
        char stop = whole[3 + 20];
        int end = whole.IndexOf(stop, 3);
        Assert.Equal(whole[..end] + "\n", Sample("--stop-token", stop.ToString()).Output);
        int number = TinyTraining.Text.Distinct().Order().ToList().IndexOf(stop);
        Assert.Equal(whole[..end] + "\n", Sample("--stop-token", number.ToString()).Output);
    }

    [Fact]
    public void A_stop_token_in_the_prompt_ends_nothing()
    {
        string[] several = ["--num-samples", "3", "--temperature", "0", "--stop-token", "h"]; // the prompt is "the"
        string alone = Sample(several).Output;
        Assert.All(alone.Split("\n---------------\n"), text => Assert.StartsWith("the", text));
        Assert.Contains(alone.Split("\n---------------\n"), text => text.Length > 4);
        Assert.Equal(alone, Sample([.. several, "--batch-size", "3"]).Output);
    }

    [Theory]
    [InlineData("999", "the model knows tokens 0 to")]
    [InlineData("at", "is 2 tokens, not one")]
    public void What_is_no_token_is_refused(string token, string part)
    {
        var (code, output, error) = Sample("--stop-token", token);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(part, error);
    }

    [Fact]
    public void GPT2s_end_of_text_has_a_name_and_a_number()
    {
        var codec = new Gpt2Codec();
        Assert.Equal(50256, codec.TokenOf("<|endoftext|>", Gpt2Codec.Size));
        Assert.Equal(50256, codec.TokenOf("50256", Gpt2Codec.Size));
        Assert.Equal(995, codec.TokenOf(" world", Gpt2Codec.Size));
        Assert.Contains("tokens, not one", Assert.Throws<DataException>(() => codec.TokenOf("hello world", Gpt2Codec.Size)).Message);
        Assert.Contains("no token 50257", Assert.Throws<DataException>(() => codec.TokenOf("50257", Gpt2Codec.Size)).Message);
    }

    [Fact]
    public void A_prompt_longer_than_the_context_says_how_it_is_cropped()
    {
        string prompt = TinyTraining.Text[..20]; // the context is 8
        var (code, output, error) = NanoGptRun.Of("sample", "--out-dir", run, "--start", prompt, "--max-new-tokens", "5", "--temperature", "0", "--device", "cpu");
        Assert.Equal(0, code);
        Assert.Contains("The prompt has 20 tokens, the model's context 8: it sees the last 8.", error);
        Assert.StartsWith(prompt, output);
        string seen = NanoGptRun.Of("sample", "--out-dir", run, "--start", prompt[12..], "--max-new-tokens", "5", "--temperature", "0", "--device", "cpu").Output;
        Assert.Equal(seen[8..], output[20..]);
    }

    [Fact]
    public void A_llama_of_characters_writes_beyond_its_context()
    {
        string llama = folder.File("llama");
        Assert.Equal(0, NanoGptRun.Of(["train", "--data", folder.File("text.txt"), "--out-dir", llama, "--model", "llama", .. TinyTraining.Arguments]).Code);
        Assert.Equal("the".Length + 30 + 1, NanoGptRun.Of("sample", "--out-dir", llama, "--start", "the", "--max-new-tokens", "30", "--device", "cpu").Output.Length);
    }

    private (int Code, string Output, string Error) Sample(params string[] options) =>
        NanoGptRun.Of(["sample", "--out-dir", run, "--start", "the", "--max-new-tokens", "40", "--device", "cpu", .. options]);
}
