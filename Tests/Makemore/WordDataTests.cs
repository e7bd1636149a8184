using Makemore;

namespace Tests;

public class WordDataTests
{
    [Fact]
    public void A_word_becomes_what_is_read_and_what_shall_be_said()
    {
        var data = new CharDataset(["ann", "b"], new Alphabet(["ban"]), blockSize: 5);
        Assert.Equal(("abn", 3), (data.Alphabet.Characters, data.Alphabet.Size));
        int[] x = [9, 9, 9, 9, 9], y = [9, 9, 9, 9, 9];
        data.Encode(0, x, y);
        Assert.Equal([0, 1, 3, 3, 0], x);
        Assert.Equal([1, 3, 3, 0, -1], y);
        data.Encode(1, x, y);
        Assert.Equal([0, 2, 0, 0, 0], x);
        Assert.Equal([2, 0, -1, -1, -1], y);
        Assert.Equal((true, false), (data.Contains("ann"), data.Contains("an")));
        Assert.Equal("ann", data.Alphabet.Decode(data.Tokens(0).ToArray()));
    }

    [Fact]
    public void The_longest_word_fits_the_context_exactly()
    {
        var data = new CharDataset(["anna"], new Alphabet(["an"]), blockSize: 5);
        int[] x = new int[5], y = new int[5];
        data.Encode(0, x, y);
        Assert.Equal([0, 1, 2, 2, 1], x);
        Assert.Equal([1, 2, 2, 1, 0], y);
    }

    [Fact]
    public void A_tenth_is_for_the_test_and_no_word_is_lost()
    {
        var data = new WordData(TinyWords.List, new TorchGenerator(3407));
        Assert.Equal((108, 12), (data.Train.Count, data.Test.Count));
        var all = Enumerable.Range(0, 108).Select(i => Word(data.Train, i)).Concat(Enumerable.Range(0, 12).Select(i => Word(data.Test, i)));
        Assert.Equal(TinyWords.List.Words.Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
        Assert.Equal((9, 7), (data.VocabSize, data.BlockSize)); // b d g k l, a e o, and the stop; three syllables and the stop

        static string Word(CharDataset part, int i) => part.Alphabet.Decode(part.Tokens(i).ToArray());
    }

    [DataFact("names.txt")]
    public void The_original_names_are_divided_as_makemore_does()
    {
        var data = new WordData(WordList.Parse(File.ReadAllText(TestData.File("names.txt")), "names.txt"), new TorchGenerator(3407));
        Assert.Equal((31_033, 1000, 27, 16), (data.Train.Count, data.Test.Count, data.VocabSize, data.BlockSize));
        Assert.Equal("abcdefghijklmnopqrstuvwxyz", data.Alphabet.Characters);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(19, 1)]
    [InlineData(20, 2)]
    public void Few_words_still_leave_one_for_the_test(int count, int tested)
    {
        var list = WordList.Parse(string.Join('\n', Enumerable.Range(0, count).Select(i => $"word{i}")), "words");
        var data = new WordData(list, new TorchGenerator(1));
        Assert.Equal((count - tested, tested), (data.Train.Count, data.Test.Count));
    }

    [Theory]
    [InlineData("anna\nbob\n", 0)]
    [InlineData("anna\r\nbob\r\n", 0)]
    [InlineData("anna\rbob", 0)]
    [InlineData("\n\n  anna \n\n\tbob\n\n", 4)]
    public void Any_line_end_and_any_empty_line_will_do(string text, int empty)
    {
        var list = WordList.Parse(text, "words");
        Assert.Equal(["anna", "bob"], list.Words);
        Assert.Equal(empty, list.EmptyLines);
    }

    [Fact]
    public void Words_may_have_spaces_and_characters_of_any_plane()
    {
        var list = WordList.Parse("new york\n\U0001F600é\n", "words");
        var alphabet = new Alphabet(list.Words);
        Assert.Equal(" eknorwyé\U0001F600", alphabet.Characters);
        Assert.Equal(10, alphabet.Size);
        int[] tokens = alphabet.Encode("\U0001F600é", "a word");
        Assert.Equal([10, 9], tokens);
        Assert.Equal("\U0001F600é", alphabet.Decode(tokens));
        Assert.Equal(alphabet.Characters, new Alphabet([alphabet.Characters]).Characters);
    }

    [Theory]
    [InlineData("\n \r\n", "no words, only 2 empty lines")]
    [InlineData("anna\nb\0b", "line 2: the word has a control character, U+0000")]
    public void A_list_without_proper_words_is_refused(string text, string part) => AssertOneSentence(() => WordList.Parse(text, "words"), part);

    [Fact]
    public void A_word_of_absurd_length_is_refused()
    {
        WordList.Parse("a\n" + new string('a', WordList.MaxLength), "words");
        AssertOneSentence(() => WordList.Parse("a\n" + new string('a', WordList.MaxLength + 1), "words"), "line 2: 'aaaaaaaaaa");
    }

    [Fact]
    public void A_single_word_is_refused() =>
        AssertOneSentence(() => new WordData(WordList.Parse("anna\n", "words"), new TorchGenerator(1)), "only one word, 'anna'");

    [Fact]
    public void A_character_outside_of_the_alphabet_is_named() =>
        AssertOneSentence(() => new CharDataset(["bob", "zoé"], new Alphabet(["bobzo"]), 5), "'zoé' has the character 'é' (U+00E9)");

    [Fact]
    public void A_word_longer_than_the_context_is_named() =>
        AssertOneSentence(() => new CharDataset(["bob"], new Alphabet(["bob"]), 3), "'bob' has 3 characters");

    [Fact]
    public void The_words_of_a_batch_are_drawn_with_replacement()
    {
        var data = new WordData(WordList.Parse("a\nb\nc\nd", "words"), new TorchGenerator(1));
        var batches = new WordBatches(data.Train, 64, new TorchGenerator(2), Device.Cpu);
        batches.LoadNext();
        int[] first = batches.Tokens.ToInts();
        Assert.Equal(3, first.Where((_, i) => i % 2 == 1).Distinct().Count());
        batches.LoadNext();
        Assert.NotEqual(first, batches.Tokens.ToInts());
    }

    private static void AssertOneSentence(Action action, string part)
    {
        var error = Assert.Throws<DataException>(action);
        Assert.Contains(part, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
