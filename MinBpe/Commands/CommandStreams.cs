using System.Text;
using Spectre.Console;

namespace MinBpe;

/// <summary>What a command reads and writes; tests put their own in place. Bytes, for tokens need not be whole characters.</summary>
/// <param name="Input">A text or ids.</param>
/// <param name="Output">Results.</param>
/// <param name="Error">Messages.</param>
/// <param name="Terminal">The terminal that Output is, or null: then plain lines are written.</param>
public sealed record CommandStreams(Stream Input, Stream Output, TextWriter Error, IAnsiConsole? Terminal = null)
{
    /// <summary>Output as text in UTF-8; disposing it writes what is left and leaves Output open.</summary>
    internal StreamWriter Writer() => new(Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true) { NewLine = "\n" };

    /// <summary>All bytes of a file, or of Input where the name is missing or a dash.</summary>
    internal byte[] ReadAll(string? file)
    {
        if (file is not (null or "-"))
        {
            return FileReader.ReadBytes(file);
        }

        using var bytes = new MemoryStream();
        Input.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The same as text; bytes that are not UTF-8 become U+FFFD.</summary>
    internal string ReadText(string? file) => Encoding.UTF8.GetString(ReadAll(file));

    /// <summary>What <see cref="ReadAll"/> reads, for messages.</summary>
    internal static string NameOf(string? file) => file is null or "-" ? "standard input" : file;
}
