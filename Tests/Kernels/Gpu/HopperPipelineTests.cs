using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Tests;

/// <summary>
/// The products for Hopper's tensor cores, run as the text that CUDA would get: what cannot be launched here is interpreted. The version of 256 columns has run on an H200, and shows that
/// the interpreter understands descriptors, swizzle and barriers as the hardware does.
/// </summary>
public class HopperPipelineTests(ITestOutputHelper output)
{
    private const int GroupThreads = 256;

    /// <summary>What is computed.</summary>
    /// <param name="Part">Length of the parts of sums.</param>
    /// <param name="Groups">How many groups share the tiles.</param>
    /// <param name="End">Added or done at the end: nothing, bias, C, GELU (with the bias), its gradient.</param>
    /// <param name="Rounds">Whether C is bf16.</param>
    /// <param name="Late">Whether copies come when they are waited for, or else at once.</param>
    private sealed record Job(int M, int N, int K, int Part, int Groups, string End, bool Rounds, bool Late);

    private static readonly Job[] Jobs =
    [
        new(72, 200, 136, 136, 1, "bias", Rounds: true, Late: true), // rows, columns and terms end within a tile
        new(136, 408, 72, 72, 2, "C", Rounds: false, Late: false), // six tiles of 192 for two groups, each with fewer steps than a tile's end has pieces
        new(64, 192, 320, 128, 3, "", Rounds: false, Late: false), // sums in parts, a tile a group
        new(72, 576, 832, 832, 1, "", Rounds: true, Late: false), // an odd number of tiles for one group, more steps than pieces
        new(72, 200, 72, 72, 1, "GELU", Rounds: true, Late: false),
        new(72, 200, 72, 72, 1, "GELU gradient", Rounds: true, Late: false),
    ];

    public static TheoryData<string, bool, bool, int> All
    {
        get
        {
            var all = new TheoryData<string, bool, bool, int>();
            for (int i = 0; i < 12; i++)
            {
                all.Add("TensorCorePipeline", i % 2 == 1, i / 2 % 2 == 1, i / 4);
                all.Add("TwoTilePipeline", i % 2 == 1, i / 2 % 2 == 1, i / 4);
            }

            all.Add("TwoTilePipeline", false, true, 3);
            all.Add("TwoTilePipeline", false, true, 4);
            all.Add("TwoTilePipeline", false, false, 5);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_text_for_Hopper_computes_the_product(string kernel, bool transposeA, bool transposeB, int job)
    {
        double worst = Run(TextOf(kernel, transposeA, transposeB, Jobs[job].End), transposeA, transposeB, Jobs[job]);
        output.WriteLine($"{worst:F3} of what rounding explains");
        Assert.InRange(worst, 0, 1);
    }

    /// <summary>Each wait is there for a reason, and the interpreter finds out.</summary>
    [Theory]
    [InlineData("wgmma.wait_group.sync.aligned 0;", "")]
    [InlineData("bar.sync\t0;", "")]
    [InlineData("bar.warp.sync\t4294967295;", "")]
    [InlineData(", 163840;", ", 163848;")] // one copy tells the barrier of another stage
    public void A_text_that_waits_too_little_is_found_wrong(string wait, string instead)
    {
        string text = TextOf("TwoTilePipeline", false, true, "");
        Assert.Contains(wait, text);
        var job = new Job(128, 576, 448, 448, 1, "", Rounds: false, Late: instead.Length > 0);
        string wrong = instead.Length == 0 ? text.Replace(wait, "", StringComparison.Ordinal) : new Regex(Regex.Escape(wait)).Replace(text, instead, 1);
        Assert.ThrowsAny<Exception>(() => Assert.InRange(Run(wrong, false, true, job), 0, 1));
    }

    private static string TextOf(string kernel, bool transposeA, bool transposeB, string end)
    {
        string layouts = $"{(transposeA ? "Across" : "Along")}Sums-{(transposeB ? "Along" : "Across")}Sums";
        string name = kernel == "TensorCorePipeline" ? $"{kernel}-BFloat16Number-WarpgroupCores-{layouts}"
            : $"{kernel}-{layouts}-{end switch { "GELU" => "GeluEnd", "GELU gradient" => "GeluGradientEnd", _ => "PlainEnd" }}";
        return OfflineCompiler.Ptx(kernel, "sm_90a").Single(one => one.Kernel == name).Text!;
    }

    /// <returns>The largest error, as a share of what rounding explains.</returns>
    private static double Run(string text, bool transposeA, bool transposeB, Job job)
    {
        var (m, n, k, part, groups, end, rounds, late) = job;
        var program = new PtxProgram(text);
        int parts = (k + part - 1) / part;
        float[] a = Rounded(m * k, 1), b = Rounded(k * n, 2), bias = Rounded(n, 3), before = Rounded(m * n, 4), z = Rounded(m * n, 5);
        bool hasBias = end is "bias" or "GELU";

        // A, B, C, z and bias, one after another.
        int startA = 4096, startB = startA + Padded(2 * a.Length), startC = startB + Padded(2 * b.Length), startZ = startC + Padded(4 * parts * m * n), startBias = startZ + Padded(2 * m * n);
        byte[] memory = new byte[startBias + Padded(4 * n)];
        Put(memory, startA, a);
        Put(memory, startB, b);
        Put(memory, startZ, z);
        MemoryMarshal.AsBytes(bias.AsSpan()).CopyTo(memory.AsSpan(startBias));
        MemoryMarshal.AsBytes(before.AsSpan()).CopyTo(memory.AsSpan(startC));
        const ulong MapA = 64, MapB = 128;
        var maps = new Dictionary<ulong, PtxMap>
        {
            [MapA] = new((ulong)startA, transposeA ? m : k, transposeA ? k : m, 1),
            [MapB] = new((ulong)startB, transposeB ? k : n, transposeB ? n : k, 1),
        };
        byte[] arguments = Arguments(
            (startA, m, k, MapA),
            (startB, n, k, MapB),
            (startC, startZ, parts * m * n / 4),
            (end == "C" ? startC : startBias, end == "C" ? m * n : n),
            [m, n, hasBias ? 0 : end == "C" ? n : -1, rounds ? 1 : 0, 1, k, part]);
        for (int group = 0; group < groups; group++)
        {
            new PtxGroup(program, arguments, memory, maps) { Number = group, Groups = groups, CopiesLate = late }.Run(GroupThreads);
        }

        double worst = 0;
        for (int i = 0; i < parts * m * n; i++)
        {
            int p = i / (m * n), row = i % (m * n) / n, column = i % n;
            double expected = hasBias ? bias[column] : end == "C" ? before[i] : 0;
            for (int term = p * part; term < Math.Min(k, (p + 1) * part); term++)
            {
                expected += a[transposeA ? (term * m) + row : (row * k) + term] * (double)b[transposeB ? (column * k) + term : (term * n) + column];
            }

            if (end == "GELU")
            {
                worst = Math.Max(worst, Error(expected, BFloat16At(memory, startZ, i), rounds: true));
                expected = default(GeluTanhOp).Forward(new Real64(expected)).Value;
            }
            else if (end == "GELU gradient")
            {
                expected = default(GeluTanhOp).Backward(new Real64(z[i]), new Real64(z[i]), new Real64(expected)).Value;
            }

            worst = Math.Max(worst, Error(expected, rounds ? BFloat16At(memory, startC, i) : MemoryMarshal.Read<float>(memory.AsSpan(startC + (4 * i))), rounds));
        }

        return worst;
    }

    private static double Error(double expected, double found, bool rounds) =>
        double.IsNaN(found) ? double.PositiveInfinity : Math.Abs(found - expected) / (rounds ? (Math.Abs(expected) / 256) + 1e-3 : 1e-3);

    private static double BFloat16At(byte[] memory, int start, int i) => BFloat16.ToSingle(MemoryMarshal.Read<ushort>(memory.AsSpan(start + (2 * i))));

    private static float[] Rounded(int count, int seed) => Array.ConvertAll(KernelHarness.Normal(count, seed), value => BFloat16.Round((float)value));

    private static int Padded(int bytes) => (bytes + 1023) / 1024 * 1024;

    private static void Put(byte[] memory, int start, float[] values) =>
        MemoryMarshal.AsBytes(Array.ConvertAll(values, BFloat16.FromSingle).AsSpan()).CopyTo(memory.AsSpan(start));

    /// <summary>PanelArguments as they lie in a kernel's parameters: two operands, four views, seven numbers.</summary>
    private static byte[] Arguments(
        (int Start, int Width, int Depth, ulong Map) a, (int Start, int Width, int Depth, ulong Map) b, (int C, int Z, int Quads) results, (int Start, int Count) addends, int[] numbers)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var (start, width, depth, map) in new[] { a, b })
        {
            writer.Write((long)start);
            Array.ForEach([width, depth, 0, 0], writer.Write);
            writer.Write(map);
        }

        foreach (long word in new long[] { results.C, results.Quads, results.C, results.Quads, results.Z, results.Quads, addends.Start, addends.Count })
        {
            writer.Write(word);
        }

        Array.ForEach(numbers, writer.Write);
        writer.Write(0);
        return stream.ToArray();
    }
}
