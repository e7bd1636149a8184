using System.CommandLine;
using CommandLine = Micrograd.CommandLine;

namespace Tests;

/// <summary>A wrong command line is answered in one line that names what is wrong and what there is.</summary>
public sealed class UsageMessageTests
{
    [Theory]
    [InlineData("draw --colur red", "draw does not know '--colur'. Did you mean --colour? (draw --help lists all options.)")]
    [InlineData("draw --zzz", "draw does not know '--zzz'. Known options: --colour, --size.")]
    [InlineData("draw --colour pink", "--colour: 'pink' not recognized. Must be one of: 'red' 'blue' (draw --help explains.)")]
    [InlineData("draw --size big", "Cannot parse argument 'big' for option '--size' as a whole number. (draw --help explains.)")]
    [InlineData("list all", "list does not know 'all': it takes no options.")]
    [InlineData("sing", "There is no command 'sing'. Known: draw, list; --help explains.")]
    public void What_is_wrong_and_what_there_is(string arguments, string expected)
    {
        var error = new StringWriter();
        var io = new CommandIo(new StringWriter(), error, TextReader.Null);
        Assert.Equal(2, CommandLine.Run("A test.", arguments.Split(' '), io, _ => Commands()));
        Assert.Equal(expected + Environment.NewLine, error.ToString());
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("max-itres", "max-iters", 2)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_letters_to_change(string from, string to, int expected) => Assert.Equal(expected, Spelling.Distance(from, to));

    [Fact]
    public void What_is_far_from_everything_has_no_nearest()
    {
        Assert.Equal("--seed", Spelling.Nearest("--sed", ["--data", "--seed"]));
        Assert.Null(Spelling.Nearest("--elephant", ["--data", "--seed"]));
        Assert.Null(Spelling.Nearest("--data", []));
    }

    private static IEnumerable<Command> Commands()
    {
        var colour = new Option<string>("--colour");
        colour.AcceptOnlyFromAmong("red", "blue");
        var draw = new Command("draw") { colour, new Option<int>("--size") };
        draw.SetAction(_ => 0);
        var list = new Command("list");
        list.SetAction(_ => 0);
        return [draw, list];
    }
}
