using FsCheck.Xunit;
using MinBpe;

namespace Tests;

/// <summary>The lecture's tokenizers and the fast ones are the same, for every text.</summary>
public class TokenizerProperties
{
    private static readonly Gpt4Tokenizer Lecture = new(); // each new one copies a hundred thousand tokens

    [Property(MaxTest = 2_000, Arbitrary = [typeof(HostileText)])]
    public bool TheLecturesGpt4TokenizerAgreesToo(HostileText hostile) =>
        Lecture.Encode(hostile.Text, AllowedSpecial.None).SequenceEqual(Tiktoken.Get("cl100k_base").Encode(hostile.Text, AllowedSpecial.None));

    [Property(MaxTest = 1_000, Arbitrary = [typeof(FastTrainerTests.Corpus)])]
    public bool ReadableAndFastTrainersAgree(FastTrainerTests.Corpus corpus, bool isSplit, bool isSmallerPair)
    {
        var ties = isSmallerPair ? TieRule.SmallerPair : TieRule.FirstOccurrence;
        TrainableTokenizer tokenizer = isSplit ? new RegexTokenizer() : new BasicTokenizer();
        var fast = new FastTrainer(isSplit ? SplitPattern.Gpt4 : null, ties).Train(corpus.Text, 256 + 30);
        tokenizer.Train(corpus.Text, 256 + fast.Count, ties);
        return tokenizer.Merges.SequenceEqual(fast) && tokenizer.Decode(tokenizer.Encode(corpus.Text)) == corpus.Text;
    }
}
