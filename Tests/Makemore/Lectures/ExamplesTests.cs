using Makemore;

namespace Tests;

/// <summary>How names become examples.</summary>
public class ExamplesTests
{
    private static readonly string[] Names = ["emma", "ava", "bo", "kim", "lee", "max", "ian", "zoe", "amy", "eve"];

    [Fact]
    public void Emma_gives_five_examples()
    {
        var letters = NameSplits.LettersOf(Names);
        var (x, y) = new Examples(["emma"], letters, 3).Range(0, 5);
        Assert.Equal(["...", "..e", ".em", "emm", "mma"], x.ToInts().Chunk(3).Select(context => letters.Decode(context)));
        Assert.Equal("emma.", letters.Decode(y.ToInts()));
    }

    [Fact]
    public void The_dot_is_token_0() => Assert.Equal([0], NameSplits.LettersOf(Names).Encode("."));

    [Fact]
    public void A_split_is_8_to_1_to_1_of_the_names()
    {
        var splits = NameSplits.Of(Names, 2);
        Assert.Equal(Names.Sum(name => name.Length + 1), splits.Train.Count + splits.Dev.Count + splits.Test.Count);
        var (_, y) = splits.Train.Range(0, splits.Train.Count);
        Assert.Equal(8, y.ToInts().Count(letter => letter == 0));
    }

    /// <summary>One shuffle with seed 42: the sizes that lectures 4 to 6 print, and the first names.</summary>
    [DataFact(LectureRuns.Names)]
    public void The_splits_have_the_lectures_sizes_and_order()
    {
        var names = LectureRuns.Splits(3);
        Assert.Equal((182625, 22655, 22866), (names.Train.Count, names.Dev.Count, names.Test.Count));
        var (_, y) = names.Train.Range(0, 59);
        Assert.StartsWith("yuheng.diondre.xavien.jori.juanluis.erandi.phia.samatha.", names.Letters.Decode(y.ToInts()));
    }

    [Fact]
    public void A_batch_holds_the_examples_drawn()
    {
        var examples = new Examples(Names, NameSplits.LettersOf(Names), 3);
        var batches = new Minibatches(examples, 4, new TorchGenerator(1));
        var drawn = new int[4];
        new TorchGenerator(1).RandInt(0, examples.Count, drawn);
        batches.Draw();
        for (int i = 0; i < drawn.Length; i++)
        {
            var (x, y) = examples.Range(drawn[i], 1);
            Assert.Equal(x.ToInts(), batches.X.ToInts()[(3 * i)..(3 * (i + 1))]);
            Assert.Equal(y.ToInts()[0], batches.Y.ToInts()[i]);
        }
    }

    [Fact]
    public void Other_words_than_names_are_refused_with_the_reason()
    {
        var error = Assert.Throws<DataException>(() => NameSplits.Checked(["añb", "c"], "words.txt"));
        Assert.Contains("words.txt has 2 names of 4 different letters", error.Message);
        Assert.Throws<DataException>(() => NameSplits.Checked(["abcdefghijklmnopqrstuvwxyz"], "one.txt"));
    }
}
