using System.Globalization;
using System.Text.RegularExpressions;

namespace Tests;

/// <summary>
/// A kernel's PTX, read into instructions that <see cref="PtxGroup"/> runs, so that the very text that a driver would get can be tried where no GPU is: addresses, loops, barriers, copies
/// and the tensor cores, Hopper's too. It knows what our kernels with inline instructions use; an instruction that it does not know is an error.
/// </summary>
internal sealed partial class PtxProgram
{
    private readonly Dictionary<string, int> slots = [];
    private readonly Dictionary<string, int> labels = [];
    private readonly Dictionary<string, string[]> tables = [];
    private readonly List<Action<PtxThread>> code = [];

    /// <summary>Reads the text.</summary>
    public PtxProgram(string text)
    {
        string body = Comment().Replace(text[(text.IndexOf('{', text.IndexOf(".entry", StringComparison.Ordinal)) + 1)..], "");
        var statements = new List<string>();
        foreach (string statement in body.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string rest = Brace().Replace(statement, "").Trim();
            if (rest.EndsWith(':'))
            {
                labels.Add(rest[..^1], statements.Count);
            }
            else if (rest.StartsWith(".branchtargets", StringComparison.Ordinal))
            {
                tables.Add(labels.Last(label => label.Value == statements.Count).Key, rest[14..].Split(',', StringSplitOptions.TrimEntries));
            }
            else if (rest.Length > 0 && rest[0] != '.')
            {
                statements.Add(rest);
            }
        }

        statements.ForEach(statement => code.Add(Read(statement)));
    }

    /// <summary>Registers of a thread.</summary>
    public int Slots => slots.Count;

    /// <summary>The instruction at a place.</summary>
    public Action<PtxThread> this[int at] => code[at];

    private Action<PtxThread> Read(string statement)
    {
        var match = Statement().Match(statement);
        string name = match.Groups["name"].Value;
        string[] operands = [.. Operand().Matches(match.Groups["operands"].Value).Select(operand => operand.Value.Trim())];
        var run = PtxInstructions.Read(name.Split('.'), operands, this);
        if (!match.Groups["guard"].Success)
        {
            return run;
        }

        int guard = Slot(match.Groups["guard"].Value);
        bool wanted = !match.Groups["not"].Success;
        return thread =>
        {
            if ((thread.Registers[guard] != 0) == wanted)
            {
                run(thread);
            }
        };
    }

    /// <summary>Where a label stands.</summary>
    public int Label(string name) => labels[name];

    /// <summary>The targets of a table of branches.</summary>
    public int[] Table(string name) => [.. tables[name].Select(Label)];

    /// <summary>A register's number.</summary>
    public int Slot(string register)
    {
        if (!slots.TryGetValue(register, out int slot))
        {
            slots.Add(register, slot = slots.Count);
        }

        return slot;
    }

    /// <summary>The registers of a list in braces, or of one.</summary>
    public int[] SlotsOf(string operand) => [.. WordsOf(operand).Select(Slot)];

    /// <summary>What gives the values of a list in braces, or of one operand.</summary>
    public Func<PtxThread, ulong>[] ValuesOf(string operand) => [.. WordsOf(operand).Select(Value)];

    /// <summary>What gives an operand's value: a register, a number, a special register, the start of shared memory.</summary>
    public Func<PtxThread, ulong> Value(string operand)
    {
        ulong constant;
        switch (operand)
        {
            case "%tid.x":
                return thread => (ulong)thread.Number;
            case "%ctaid.x":
                return thread => (ulong)thread.Group.Number;
            case "%nctaid.x":
                return thread => (ulong)thread.Group.Groups;
            case "%dynamic_smem_size":
                return thread => (ulong)thread.Group.SharedBytes;
            case "__dyn_shared_alloca":
                return _ => PtxGroup.SharedStart;
            case ['0', 'x', .. var digits]:
                constant = ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return _ => constant;
            case ['0', 'f', .. var bits]:
                constant = ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return _ => constant;
            case ['-' or (>= '0' and <= '9'), ..]:
                constant = unchecked((ulong)long.Parse(operand, CultureInfo.InvariantCulture));
                return _ => constant;
            default:
                int slot = Slot(operand);
                return thread => thread.Registers[slot];
        }
    }

    /// <summary>What gives an address: <c>[register+number]</c>.</summary>
    public Func<PtxThread, ulong> Address(string operand)
    {
        string[] parts = operand.Trim('[', ']', ' ').Split('+', StringSplitOptions.TrimEntries);
        ulong offset = parts.Length > 1 ? ulong.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        if (parts[0].StartsWith("_kernel", StringComparison.Ordinal))
        {
            return _ => offset;
        }

        var start = Value(parts[0]);
        return thread => start(thread) + offset;
    }

    private static string[] WordsOf(string operand) => operand.Trim('{', '}', ' ').Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    /// <summary>Braces of a block, at the beginning or the end of a statement; those of a list stand behind a name.</summary>
    [GeneratedRegex(@"^[{}\s]+|^\}$")]
    private static partial Regex Brace();

    [GeneratedRegex(@"^(@(?<not>!)?(?<guard>\S+)\s+)?(?<name>[\w.:]+)\s*(?<operands>.*)$", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|[^,\s][^,]*")]
    private static partial Regex Operand();
}
