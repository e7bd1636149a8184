using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Benchmarks;

/// <summary>
/// llama2.c's run.c, https://github.com/karpathy/llama2.c, compiled by the reader (<c>gcc -Ofast -march=native -o run run.c -lm</c>) and named by
/// the environment variable <c>ZEROTOHERO_LLAMA2C</c>. It writes a text by the very weights that ours uses, and says how fast it was.
/// </summary>
public sealed class Llama2cRun : IPeer
{
    private const string Variable = "ZEROTOHERO_LLAMA2C";
    private const int Tokens = 255;
    private const int Blank = 3; // run.c puts a blank before a prompt, and must find it
    private const string Prompt = "x"; // left alone, a model with fresh weights repeats the token that ends a text
    private const string Speed = "achieved tok/s:";

    private readonly string folder = Directory.CreateTempSubdirectory("llama2c-peer-").FullName;
    private readonly int threads;

    /// <summary>Writes a model where run.c can read it, and a vocabulary, whose words do not matter.</summary>
    /// <param name="model">The model.</param>
    /// <param name="threads">Threads, if it was compiled with OpenMP.</param>
    public Llama2cRun(Llama model, int threads)
    {
        this.threads = threads;
        Llama2cFile.Write(model, Model, version: 0);
        using var vocabulary = new BinaryWriter(File.Create(Vocabulary));
        vocabulary.Write(16); // the longest word
        for (int token = 0; token < model.VocabSize; token++)
        {
            byte[] word = Encoding.ASCII.GetBytes(token == Blank ? " " : token.ToString(CultureInfo.InvariantCulture));
            vocabulary.Write(0f); // its score
            vocabulary.Write(word.Length);
            vocabulary.Write(word);
        }
    }

    /// <inheritdoc/>
    public string Name => "llama2.c";

    private string Model => Path.Combine(folder, "model.bin");

    private string Vocabulary => Path.Combine(folder, "tokenizer.bin");

    /// <summary>True if the variable names a program.</summary>
    /// <param name="reason">Why not, and what to do.</param>
    public static bool IsAvailable(out string reason)
    {
        string? program = Environment.GetEnvironmentVariable(Variable);
        reason = $"{Variable} does not name llama2.c's run; compile it and set the variable to its path.";
        return File.Exists(program);
    }

    /// <summary>Lets it write a text, of whatever length it ends up with.</summary>
    /// <param name="repeats">Not used: it times itself.</param>
    /// <returns>Seconds of a token.</returns>
    public double Time(int repeats)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable(Variable)!, [Model, "-z", Vocabulary, "-t", "0", "-i", Prompt, "-n", Tokens.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture) },
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync();
        string said = process.StandardError.ReadToEnd();
        text.Wait();
        process.WaitForExit();
        int at = said.IndexOf(Speed, StringComparison.Ordinal);
        return at >= 0
            ? 1 / double.Parse(said[(at + Speed.Length)..].Split('\n')[0], CultureInfo.InvariantCulture)
            : throw new PeerException($"{Variable} did not say '{Speed}', but: {said}");
    }

    /// <summary>Removes the files.</summary>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
