using FsCheck;
using FsCheck.Xunit;

namespace Tests;

public class VocabularyTests
{
    [Property]
    public bool DecodeUndoesEncode(NonEmptyString text)
    {
        var vocabulary = new Vocabulary(text.Get);
        int[] tokens = vocabulary.Encode(text.Get);
        return vocabulary.Decode(tokens) == text.Get && tokens.All(t => t >= 0 && t < vocabulary.Size);
    }

    [Fact]
    public void TokensAreTheSortedCharacters()
    {
        var vocabulary = new Vocabulary("hello\n");
        Assert.Equal("\nehlo", vocabulary.Characters);
        Assert.Equal([2, 1, 3, 3, 4, 0], vocabulary.Encode("hello\n"));
    }

    [DataFact("tinyshakespeare/input.txt")]
    public void TinyShakespeareAsInLecture7()
    {
        var vocabulary = new Vocabulary(File.ReadAllText(TestData.File("tinyshakespeare/input.txt")));
        Assert.Equal("\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", vocabulary.Characters);
        Assert.Equal([46, 47, 47, 1, 58, 46, 43, 56, 43], vocabulary.Encode("hii there"));
    }

    [Theory]
    [InlineData("a\rb", @"The character '\r' at position 1 is not in the vocabulary, which has 3: \nab.")]
    [InlineData("abx", @"The character 'x' at position 2 is not in the vocabulary, which has 3: \nab.")]
    [InlineData("\u00a0", @"The character '\u00a0' at position 0 is not in the vocabulary, which has 3: \nab.")]
    public void AForeignCharacterIsNamed(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DataException>(() => new Vocabulary("ab\n").Encode(text)).Message);

    [Fact]
    public void AForeignTokenIsNamed() =>
        Assert.Equal("Token 3 at position 1 is not in the vocabulary, whose tokens are 0 to 2.",
            Assert.Throws<DataException>(() => new Vocabulary("abc").Decode([0, 3])).Message);

    [Fact]
    public void AnEmptyTextHasNoVocabulary() => Assert.Throws<DataException>(() => new Vocabulary(""));
}
