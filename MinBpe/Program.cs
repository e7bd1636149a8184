namespace MinBpe;

/// <summary>The tokenizers' command line.</summary>
public static class Program
{
    /// <summary>Runs a command line on the console.</summary>
    public static int Main(string[] args) => args.Length;
}
