using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kernels;

/// <summary>
/// Instructions for whole tiles, which kernels write in their inline PTX and which are written out here, before the driver sees them: PTX has
/// no loop over names of registers, and a kernel's C# cannot make text. A tile's sums lie in registers sum0, sum1, ... of each thread.
/// <list type="bullet">
/// <item><c>tile.begin n;</c> declares n sums; <c>tile.zero n;</c> makes them 0.</item>
/// <item><c>tile.warp a, b;</c> adds 64 terms to a warp's 64 x 64 sums (mma.sync, from any layout: see <see cref="SharedPanel"/>).</item>
/// <item><c>tile.group a, b;</c> adds 64 terms to the 64 x 256 sums of four warps (wgmma, which reads shared memory itself), without waiting.</item>
/// <item><c>tile.set s, adds, a, b;</c> adds 64 terms to the 64 x 192 sums of four warps that lie from register 96·s on, likewise; where adds is 0, they are the first.</item>
/// <item><c>tile.floats q, a, b, strideA, strideB;</c> adds 8 terms to a thread's 8 x 4q sums, without tensor cores.</item>
/// <item><c>tile.storefloats q, address, stride;</c> puts these sums into shared memory.</item>
/// <item><c>tile.store n, address;</c> puts the nth part of a warp's sums on tensor cores, 16 x 32, into shared memory, as <see cref="PanelPart"/> says.</item>
/// </list>
/// Suffixes tell how A and B lie: <c>k</c> where neighbours in memory are neighbours in a sum, else <c>w</c>. <c>tt</c>: as kk, but 32 terms in TF32. Its
/// instructions take half as many factors of twice the size, and so lie on the same addresses.
/// </summary>
internal static partial class TileText
{
    private const int Steps = 4;
    private const int TermsOfFloats = MatMul7Asynchronous.Terms;

    /// <summary>Writes them all out.</summary>
    public static string Expand(string ptx) => Instruction().Replace(ptx, match =>
    {
        string[] operands = match.Groups["operands"].Value.Split(',', StringSplitOptions.TrimEntries);
        string a = match.Groups["a"].Value, b = match.Groups["b"].Value;
        bool aIsAlong = a != "w", bIsAlong = b != "w";
        return match.Groups["name"].Value switch
        {
            "begin" => $".reg .f32 sum<{operands[0]}>; .reg .b32 partA<16>, partB<16>;",
            "zero" => Zero(Number(operands[0])),
            "warp" => Warp(operands[0], operands[1], aIsAlong, bIsAlong, a == "t" ? "m16n8k8.row.col.f32.tf32.tf32.f32" : "m16n8k16.row.col.f32.bf16.bf16.f32"),
            "group" => Group(operands[0], operands[1], aIsAlong, bIsAlong, a == "t"),
            "set" => Set(Number(operands[0]), operands[1], operands[2], operands[3], aIsAlong, bIsAlong),
            "floats" => Floats(Number(operands[0]), operands[1], operands[2], Number(operands[3]), Number(operands[4])),
            "storefloats" => StoreFloats(Number(operands[0]), operands[1], Number(operands[2])),
            _ => Store(Number(operands[0]), operands[1]),
        };
    });

    private static string Zero(int sums) =>
        string.Concat(Enumerable.Range(0, sums).Select(i => string.Create(CultureInfo.InvariantCulture, $"mov.f32 sum{i}, 0f00000000;\n")));

    /// <summary>
    /// A warp's 4 x 8 fragments of 16 x 8. One ldmatrix brings four 8 x 8 matrices, of which each lane names a row of 16 bytes: the four parts
    /// of a fragment of A, or two fragments of B. Where a panel's rows are places in the sum (.w), they are transposed on the way.
    /// The lane's first address is given; further along a row of the panel, its swizzle makes + an exclusive or.
    /// </summary>
    private static string Warp(string a, string b, bool aIsAlong, bool bIsAlong, string kind)
    {
        var text = new StringBuilder("{ .reg .b32 at;\n");
        for (int step = 0; step < Steps; step++)
        {
            for (int part = 0; part < 4; part++)
            {
                text.AppendLine(Load("partA", 4 * part, a, aIsAlong, step, part));
                text.AppendLine(Load("partB", 4 * part, b, bIsAlong, step, part));
            }

            for (int i = 0; i < 4; i++)
            {
                for (int j = 0; j < 8; j++)
                {
                    string sums = Registers("sum", 4 * ((8 * i) + j), 4);
                    text.AppendLine(CultureInfo.InvariantCulture,
                        $"mma.sync.aligned.{kind} {sums}, {Registers("partA", 4 * i, 4)}, {Registers("partB", 2 * j, 2)}, {sums};");
                }
            }
        }

        return text.Append('}').ToString();
    }

    private static string Load(string target, int first, string address, bool isAlong, int step, int part)
    {
        var (within, down) = isAlong ? (step, part) : (part, step);
        return FormattableString.Invariant(
            $"xor.b32 at, {address}, {32 * within}; ldmatrix.sync.aligned.m8n8.x4{(isAlong ? "" : ".trans")}.shared.b16 {Registers(target, first, 4)}, [at+{16 * SharedPanel.RowBytes * down}];");
    }

    /// <summary>
    /// Four warps' 64 x 256 sums. The operands are descriptors of panels; the next 16 terms are 32 bytes further along a row, or 16 rows
    /// down (in units of 16 bytes).
    /// </summary>
    private static string Group(string a, string b, bool aIsAlong, bool bIsAlong, bool isTensorFloat32)
    {
        var text = new StringBuilder("{ .reg .b64 a, b; .reg .pred adds; setp.eq.b32 adds, 0, 0; wgmma.fence.sync.aligned;\n");
        for (int step = 0; step < Steps; step++)
        {
            text.AppendLine(Advance(a, b, aIsAlong, bIsAlong, step));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"wgmma.mma_async.sync.aligned.{(isTensorFloat32 ? "m64n256k8.f32.tf32.tf32" : "m64n256k16.f32.bf16.bf16")} {Registers("sum", 0, 128)}, a, b, adds, 1, 1{(isTensorFloat32 ? "" : $", {(aIsAlong ? 0 : 1)}, {(bIsAlong ? 0 : 1)}")};");
        }

        return text.Append("wgmma.commit_group.sync.aligned; }").ToString();
    }

    /// <summary>The same for 64 x 192 sums, of which a thread has two sets. The first instruction may overwrite.</summary>
    private static string Set(int set, string adds, string a, string b, bool aIsAlong, bool bIsAlong)
    {
        const int Sums = 96;
        var text = new StringBuilder($"{{ .reg .b64 a, b; .reg .pred adds; setp.ne.u32 adds, {adds}, 0; wgmma.fence.sync.aligned;\n");
        for (int step = 0; step < Steps; step++)
        {
            text.AppendLine(Advance(a, b, aIsAlong, bIsAlong, step));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"wgmma.mma_async.sync.aligned.m64n192k16.f32.bf16.bf16 {Registers("sum", Sums * set, Sums)}, a, b, adds, 1, 1, {(aIsAlong ? 0 : 1)}, {(bIsAlong ? 0 : 1)};");
            text.AppendLine(step == 0 ? "setp.eq.b32 adds, 0, 0;" : "");
        }

        return text.Append("wgmma.commit_group.sync.aligned; }").ToString();
    }

    private static string Advance(string a, string b, bool aIsAlong, bool bIsAlong, int step) => FormattableString.Invariant(
        $"add.s64 a, {a}, {step * (aIsAlong ? 32 : 16 * SharedPanel.RowBytes) / 16}; add.s64 b, {b}, {step * (bIsAlong ? 32 : 16 * SharedPanel.RowBytes) / 16};");

    /// <summary>Both instructions leave a lane two neighbours of a row, and two 8 rows below, of each 16 x 8 sums; a part is four of these side by side.</summary>
    private static string Store(int part, string address)
    {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++)
        {
            int first = (16 * part) + (4 * i);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"st.shared.v2.f32 [{address}+{32 * i}], {Registers("sum", first, 2)}; st.shared.v2.f32 [{address}+{(32 * i) + (32 * PanelPart.Stride)}], {Registers("sum", first + 2, 2)};");
        }

        return text.ToString();
    }

    /// <summary>
    /// A thread's rows lie in two fours, 32 apart, and its columns in q fours, 16 apart. The factors of the next term are read while this one's are multiplied.
    /// </summary>
    private static string Floats(int quads, string a, string b, int strideA, int strideB)
    {
        var text = new StringBuilder("{ .reg .f32 left<16>, right<32>;\n");
        for (int k = 0; k <= TermsOfFloats; k++)
        {
            for (int quad = 0; quad < 2 + quads && k < TermsOfFloats; quad++)
            {
                text.AppendLine(quad < 2
                    ? FormattableString.Invariant($"ld.shared.v4.f32 {Registers("left", (k % 2 * 8) + (4 * quad), 4)}, [{a}+{4 * ((k * strideA) + (32 * quad))}];")
                    : FormattableString.Invariant($"ld.shared.v4.f32 {Registers("right", (k % 2 * 16) + (4 * (quad - 2)), 4)}, [{b}+{4 * ((k * strideB) + (16 * (quad - 2)))}];"));
            }

            for (int sum = 0; sum < 32 * quads && k > 0; sum++)
            {
                int left = ((k - 1) % 2 * 8) + (sum / (4 * quads)), right = ((k - 1) % 2 * 16) + (sum % (4 * quads));
                text.AppendLine(CultureInfo.InvariantCulture, $"fma.rn.f32 sum{sum}, left{left}, right{right}, sum{sum};");
            }
        }

        return text.Append('}').ToString();
    }

    private static string StoreFloats(int quads, string address, int stride)
    {
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++)
        {
            for (int quad = 0; quad < quads; quad++)
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"st.shared.v4.f32 [{address}+{4 * ((((i / 4 * 32) + (i % 4)) * stride) + (16 * quad))}], {Registers("sum", (4 * quads * i) + (4 * quad), 4)};");
            }
        }

        return text.ToString();
    }

    private static string Registers(string name, int first, int count) =>
        $"{{{string.Join(',', Enumerable.Range(first, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}{i}")))}}}";

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tile\.(?<name>begin|zero|warp|group|set|floats|storefloats|store)(\.(?<a>[kwt])(?<b>[kwt]))? (?<operands>[^;]*);")]
    private static partial Regex Instruction();
}
