using System.Text;
using MinBpe;

namespace Tests;

/// <summary>Runs MinBpe's command line within the test.</summary>
internal static class MinBpeRun
{
    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (code, output, error) = RunOn("", arguments);
        return (code, Encoding.UTF8.GetString(output), error);
    }

    public static (int Code, byte[] Output, string Error) RunOn(string input, params string[] arguments) => RunOn(Encoding.UTF8.GetBytes(input), arguments);

    public static (int Code, byte[] Output, string Error) RunOn(byte[] input, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        int code = Program.Run(arguments, new CommandStreams(new MemoryStream(input), output, error));
        return (code, output.ToArray(), error.ToString());
    }
}
