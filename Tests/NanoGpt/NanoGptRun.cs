using NanoGpt;

namespace Tests;

/// <summary>Runs NanoGpt's command line and catches what it writes.</summary>
internal static class NanoGptRun
{
    public static (int Code, string Output, string Error) Of(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = Program.Run(arguments, new CommandIo(output, error, TextReader.Null));
        return (code, output.ToString(), error.ToString());
    }
}
