using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tests;

/// <summary>What the assembler made of a kernel.</summary>
/// <param name="Kernel">Its name.</param>
/// <param name="StackBytes">A thread's memory for what is not in registers.</param>
/// <param name="SpillBytes">Of these, what did not find a register; loads and stores together.</param>
/// <param name="Registers">Registers of a thread.</param>
internal sealed record AssembledKernel(string Kernel, int StackBytes, int SpillBytes, int Registers);

/// <summary>
/// Kernels assembled together: ptxas takes longer to start than for a kernel, so the texts become one file. All of
/// ILGPU's entry points have one name; each gets its own.
/// </summary>
internal sealed partial class PtxAssembly : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CompiledText[] texts;

    /// <param name="texts">PTX of kernels, all of which ILGPU has compiled, with the same header.</param>
    /// <param name="architecture">For ptxas.</param>
    public PtxAssembly(IEnumerable<CompiledText> texts, string architecture)
    {
        this.texts = [.. texts];
        File.WriteAllText(folder.File("kernels.ptx"), Join());
        (int code, Log) = ExternalTool.Ptxas.Run("-v", $"-arch={architecture}", folder.File("kernels.ptx"), "-o", folder.File("kernels.cubin"));
        IsAssembled = code == 0;
    }

    /// <summary>Whether the assembler took everything.</summary>
    public bool IsAssembled { get; }

    /// <summary>What the assembler wrote.</summary>
    public string Log { get; }

    /// <summary>The kernels, each with its use of registers and memory.</summary>
    public IEnumerable<AssembledKernel> Kernels()
    {
        foreach (Match match in Properties().Matches(Log))
        {
            int At(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
            yield return new AssembledKernel(texts[At("entry")].Kernel, At("stack"), At("stores") + At("loads"), At("registers"));
        }
    }

    /// <summary>The machine's instructions, kernel by kernel.</summary>
    public IEnumerable<(string Kernel, string Instructions)> Disassemble()
    {
        var (code, output) = ExternalTool.Nvdisasm.Run(folder.File("kernels.cubin"));
        Assert.True(code == 0, output);
        foreach (string section in output.Split(".section\t.text.Entry", StringSplitOptions.None).Skip(1))
        {
            yield return (texts[int.Parse(Digits().Match(section).Value, CultureInfo.InvariantCulture)].Kernel, section);
        }
    }

    public void Dispose() => folder.Dispose();

    private string Join()
    {
        var all = new StringBuilder();
        for (int i = 0; i < texts.Length; i++)
        {
            string text = Entry().Replace(texts[i].Text!, $".visible .entry Entry{i}(");
            all.Append(i == 0 ? text : Header().Replace(text, ""));
        }

        return all.ToString();
    }

    [GeneratedRegex(@"\.visible \.entry \w+\(")]
    private static partial Regex Entry();

    [GeneratedRegex(@"^\.(version|target|address_size).*$", RegexOptions.Multiline)]
    private static partial Regex Header();

    [GeneratedRegex(@"Function properties for Entry(?<entry>\d+)\s+(?<stack>\d+) bytes stack frame, (?<stores>\d+) bytes spill stores, (?<loads>\d+) bytes spill loads\s+ptxas info\s*: Used (?<registers>\d+) registers")]
    private static partial Regex Properties();

    [GeneratedRegex(@"^\d+")]
    private static partial Regex Digits();
}
