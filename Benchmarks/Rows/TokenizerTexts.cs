using System.Diagnostics;
using System.Text;

namespace Benchmarks;

/// <summary>Texts to cut into tokens that this machine may have: English, Python's own library, and the translated messages of its programs.</summary>
public static class TokenizerTexts
{
    private const int CodeBytes = 8_000_000;
    private const int MixedBytes = 6_000_000;
    private const string Messages = "/usr/share";

    /// <summary>Tiny Shakespeare, 1.1 MB; null where it is not.</summary>
    public static Lazy<string?> English { get; } = new(() => DataFile("tinyshakespeare/input.txt"));

    /// <summary>minbpe's article on Taylor Swift, 0.2 MB; null where it is not.</summary>
    public static Lazy<string?> TaylorSwift { get; } = new(() => DataFile("taylorswift.txt"));

    /// <summary>8 MB of Python code; null where there is no Python.</summary>
    public static Lazy<string?> Code { get; } = new(ReadCode);

    /// <summary>6 MB of messages in many languages, out of gettext's .mo files; null where there are none.</summary>
    public static Lazy<string?> Mixed { get; } = new(ReadMessages);

    /// <summary>The texts with their names, for rows; and why one is not there.</summary>
    public static readonly (string Name, Lazy<string?> Text, string Needs)[] All =
    [
        ("English", English, "tinyshakespeare/input.txt under ZEROTOHERO_DATA"),
        ("Python code", Code, "python3 and its library"),
        ("mixed languages", Mixed, $".mo files under {Messages}"),
    ];

    private static string? DataFile(string name)
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("ZEROTOHERO_DATA") ?? "", name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    private static string? ReadCode()
    {
        try
        {
            var start = new ProcessStartInfo("python3", ["-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])"]) { RedirectStandardOutput = true };
            using var python = Process.Start(start)!;
            string folder = python.StandardOutput.ReadToEnd().Trim();
            return Take(Files(folder, "*.py").Select(File.ReadAllText).Where(text => Ascii.IsValid(text)), CodeBytes);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or DirectoryNotFoundException or ArgumentException)
        {
            return null;
        }
    }

    private static string? ReadMessages() =>
        Directory.Exists(Messages) ? Take(Files(Messages, "*.mo").SelectMany(file => MessagesOf(File.ReadAllBytes(file))), MixedBytes) : null;

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, new EnumerationOptions { RecurseSubdirectories = true }).Order(StringComparer.Ordinal);

    private static string? Take(IEnumerable<string> parts, int bytes)
    {
        var text = new StringBuilder();
        int taken = 0;
        foreach (string part in parts)
        {
            text.Append(part).Append('\n');
            taken += Encoding.UTF8.GetByteCount(part) + 1;
            if (taken >= bytes)
            {
                return text.ToString();
            }
        }

        return null;
    }

    /// <summary>
    /// The translations in a .mo file: a header of 32-bit numbers (magic, revision, count, originals' table, translations' table), and
    /// tables of lengths and offsets (GNU gettext manual, "The Format of GNU MO Files").
    /// </summary>
    private static IEnumerable<string> MessagesOf(byte[] file)
    {
        const uint LittleEndian = 0x950412DE;
        if (file.Length < 20 || BitConverter.ToUInt32(file) != LittleEndian)
        {
            yield break;
        }

        int count = BitConverter.ToInt32(file, 8), table = BitConverter.ToInt32(file, 16);
        for (int i = 1; i < count; i++)
        {
            int length = BitConverter.ToInt32(file, table + (8 * i)), offset = BitConverter.ToInt32(file, table + (8 * i) + 4);
            if (System.Text.Unicode.Utf8.IsValid(file.AsSpan(offset, length)))
            {
                yield return Encoding.UTF8.GetString(file, offset, length).Replace('\0', '\n');
            }
        }
    }
}
