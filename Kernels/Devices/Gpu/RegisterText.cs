using System.Globalization;
using System.Text.RegularExpressions;

namespace Kernels;

/// <summary>
/// What inline PTX gives back, and a thread's arrays, ILGPU puts into memory of the thread's own. CUDA's assembler mostly sees through that, but not in long
/// programs, and not beside instructions whose addresses it cannot tell apart from these. Where every access is at a place known from the text, each word
/// becomes a register here. For that, numbers and addresses are followed from line to line, and forgotten at every label, where a jump may come from elsewhere.
/// </summary>
internal static partial class RegisterText
{
    /// <summary>Puts arrays into registers: all, or, if the place of any access is not known, the single words that are nothing else but read and written.</summary>
    public static string Promote(string ptx)
    {
        string text = WithoutIdleLabels(ptx);
        var arrays = Depot().Matches(text).ToDictionary(depot => depot.Groups["name"].Value, depot => int.Parse(depot.Groups["bytes"].Value, CultureInfo.InvariantCulture) / 4);
        return Promote(text, arrays, isAll: true)
            ?? Promote(text, arrays.Where(array => array.Value == 1 && IsOnlyAccessed(text, array.Key)).ToDictionary(), isAll: false)!;
    }

    /// <summary>Whether a word's address, which is in one register, is used for accesses alone.</summary>
    private static bool IsOnlyAccessed(string ptx, string name)
    {
        string address = Regex.Match(ptx, $@"mov\.b64\t(%rd\d+), {name};").Groups[1].Value;
        return address.Length > 0 && Regex.Count(ptx, $@"{address}\b") == 1 + Regex.Count(ptx, $@"\.local\.\w32\s+(?:%\w+, )?\[{address}\]");
    }

    private static string? Promote(string ptx, Dictionary<string, int> arrays, bool isAll)
    {
        string[] lines = ptx.Split('\n');
        var known = new Values(arrays.Keys);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (Access().Match(line) is { Success: true } access && (isAll || known.PlaceOf(access.Groups["address"].Value) is not null))
            {
                if (known.PlaceOf(access.Groups["address"].Value) is not { } place)
                {
                    return null;
                }

                string word = $"word{place}", value = access.Groups["value"].Value;
                bool isStore = access.Groups["kind"].Value == "st";
                lines[i] = isStore ? $"\tmov.b32 {word}, {value};" : $"\tmov.b32 {value}, {word};";
                known.Forget(isStore ? "" : value);
            }
            else if (Depot().Match(line) is { Success: true } depot && arrays.TryGetValue(depot.Groups["name"].Value, out int words))
            {
                lines[i] = $"\t.reg .b32 word{depot.Groups["name"].Value}_<{words}>;";
            }
            else if (!known.Follow(line))
            {
                return null;
            }
            else if (known.IsAddress(line))
            {
                lines[i] = ""; // nobody needs it any more
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>Takes out jumps to the next line, and labels that nobody else jumps to. A label's own line and each jump or table of branches mention it.</summary>
    private static string WithoutIdleLabels(string ptx)
    {
        var mentions = Mention().Matches(ptx).CountBy(label => label.Value).ToDictionary();
        return Label().Replace(IdleJump().Replace(ptx, jump => mentions[jump.Groups["label"].Value] == 2 ? "\n" : jump.Value), label => mentions[label.Groups["label"].Value] > 1 ? label.Value : "\n");
    }

    /// <summary>Which registers hold numbers or addresses of arrays that are known.</summary>
    private sealed class Values(IEnumerable<string> depots)
    {
        private readonly HashSet<string> names = [.. depots];
        private readonly Dictionary<string, long> numbers = [];
        private readonly Dictionary<string, (string Depot, long Offset)> addresses = [];
        private readonly Dictionary<string, string> starts = [];

        /// <summary>The array and the number of its word that an address in a register means.</summary>
        public string? PlaceOf(string register) => Address(register) is { } address ? string.Create(CultureInfo.InvariantCulture, $"{address.Depot}_{address.Offset / 4}") : null;

        public void Forget(string register)
        {
            numbers.Remove(register);
            addresses.Remove(register);
        }

        /// <summary>Learns from a line; false: it does with an array's address what is not understood.</summary>
        public bool Follow(string line)
        {
            if (line.StartsWith("\tL_", StringComparison.Ordinal))
            {
                numbers.Clear();
                addresses.Clear();
                return true;
            }

            if (Operation().Match(line) is not { Success: true } match)
            {
                string[] registers = [.. Register().Matches(line).Select(register => register.Value)];
                bool isUnderstood = !registers.Any(register => Address(register) is not null);
                Array.ForEach(registers, Forget);
                return isUnderstood;
            }

            var (name, target, a, b) = (match.Groups["name"].Value, match.Groups["target"].Value, match.Groups["a"].Value, match.Groups["b"].Value);
            if (name == "mov.b64" && names.Contains(a))
            {
                starts[target] = a;
                return true;
            }

            var (x, y, address) = (Number(a), Number(b), Address(a));
            bool usesAddress = address is not null || Address(b) is not null;
            Forget(target);
            if (address is { } place && name == "add.u64" && y is { } distance)
            {
                addresses[target] = (place.Depot, place.Offset + distance);
                return true;
            }

            if (match.Groups["more"].Length == 0 && Compute(name, x, y) is { } result)
            {
                numbers[target] = result;
            }

            return !usesAddress;
        }

        /// <summary>Whether the line makes an address that only <see cref="Access"/> needs.</summary>
        public bool IsAddress(string line) =>
            Operation().Match(line) is { Success: true } match && (starts.ContainsKey(match.Groups["target"].Value) || addresses.ContainsKey(match.Groups["target"].Value));

        private static long? Compute(string name, long? a, long? b) => name switch
        {
            "mov.b32" => a,
            "add.s32" => a + b,
            "sub.s32" => a - b,
            "mul.lo.s32" => a * b,
            "mul.wide.u32" => a * b,
            "shl.b32" => a << (int?)b,
            "shr.s32" => a >> (int?)b,
            "and.b32" => a & b,
            _ => null,
        };

        private long? Number(string operand) => long.TryParse(operand, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : numbers.TryGetValue(operand, out number) ? number : null;

        private (string Depot, long Offset)? Address(string operand) =>
            starts.TryGetValue(operand, out string? depot) ? (depot, 0) : addresses.TryGetValue(operand, out var address) ? address : null;
    }

    [GeneratedRegex(@"\.local \.align 4 \.b8 (?<name>__local_depot\d+)\[(?<bytes>\d+)\];")]
    private static partial Regex Depot();

    [GeneratedRegex(@"^\t(?<kind>st|ld)\.local\.\w32\s+(?:\[(?<address>%rd\d+)\], (?<value>[^;]+)|(?<value>%\w+), \[(?<address>%rd\d+)\]);$")]
    private static partial Regex Access();

    [GeneratedRegex(@"^\t(?<name>[a-z][\w.]*)\s+(?<target>%\w+), (?<a>[^,;\[\]{}]+)(?:, (?<b>[^,;\[\]{}]+))?(?<more>, [^;\[\]{}]+)?;$")]
    private static partial Regex Operation();

    [GeneratedRegex(@"%(?:r|rd|f|fd|rs)\d+")]
    private static partial Regex Register();

    [GeneratedRegex(@"\bL_\w+")]
    private static partial Regex Mention();

    [GeneratedRegex(@"\tbra\t(?<label>L_\w+);\n\n*\t\k<label>:\n")]
    private static partial Regex IdleJump();

    [GeneratedRegex(@"^\t(?<label>L_\w+):\n", RegexOptions.Multiline)]
    private static partial Regex Label();
}
