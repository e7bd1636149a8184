using System.Text;
using MinBpe;
using Spectre.Console;

namespace Tests;

/// <summary>What MinBpe's commands write on a terminal.</summary>
public sealed class TokenizerTerminalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter screen = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Show_colours_text_and_ids()
    {
        Assert.Equal(0, Run("[red] in 2024\nend", "show", "--encoding", "gpt2"));
        string written = screen.ToString();
        Assert.Contains("\e[38;5;0;48;5;", written); // black on a colour
        foreach (int id in Tiktoken.Get("gpt2").Encode("[red] in 2024\nend"))
        {
            Assert.Contains($"m{id}\e[0m", written);
        }

        Assert.Contains("mred\e[0m", written); // brackets are text, not Spectre's markup
        Assert.Contains("↵", written);
        Assert.Contains("7 tokens, 17 characters, gpt2", written);
    }

    [Fact]
    public void Train_writes_the_same_files_with_a_progress_bar()
    {
        File.WriteAllText(folder.File("text"), "low lower lowest low low");
        Assert.Equal(0, Run("", "train", "--vocab-size", "259", "--out", folder.File("bar"), folder.File("text")));
        Assert.NotEmpty(screen.ToString());
        Assert.Equal(0, MinBpeRun.Run("train", "--vocab-size", "259", "--out", folder.File("plain"), folder.File("text")).Code);
        Assert.Equal(File.ReadAllBytes(folder.File("plain.model")), File.ReadAllBytes(folder.File("bar.model")));
    }

    private int Run(string input, params string[] arguments)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.EightBit,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(screen),
        });
        return Program.Run(arguments, new CommandStreams(new MemoryStream(Encoding.UTF8.GetBytes(input)), new MemoryStream(), TextWriter.Null, terminal));
    }
}
