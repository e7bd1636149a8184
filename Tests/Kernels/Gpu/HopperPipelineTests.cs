using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace Tests;

/// <summary>
/// The products for Hopper's tensor cores, run as the text that CUDA would get: what cannot be launched here is interpreted. The version of 256 columns has run on an H200, and shows that
/// the interpreter understands descriptors, swizzle and barriers as the hardware does.
/// </summary>
public class HopperPipelineTests(ITestOutputHelper output)
{
    private const int GroupThreads = 256;

    /// <summary>M, N, K, length of parts, groups, finish (0 overwrite, 1 bias, 2 accumulate), C in bf16, copies late.</summary>
    private static readonly (int M, int N, int K, int Part, int Groups, int Finish, bool Rounds, bool Late)[] Jobs =
    [
        (72, 200, 136, 136, 1, 1, true, true), // rows, columns and terms end within a tile
        (136, 408, 72, 72, 2, 2, false, false), // six tiles of 192 for two groups, each with fewer steps than a tile's end has pieces
        (128, 576, 832, 832, 1, 0, true, false), // an odd number of tiles, more steps than pieces
        (64, 192, 320, 128, 3, 0, false, true), // sums in parts, a tile a group
    ];

    public static TheoryData<string, bool, bool, int> All
    {
        get
        {
            var all = new TheoryData<string, bool, bool, int>();
            foreach (string kernel in new[] { "TensorCorePipeline", "TwoTilePipeline" })
            {
                for (int i = 0; i < 4 * Jobs.Length; i++)
                {
                    all.Add(kernel, i % 2 == 1, i / 2 % 2 == 1, i / 4);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_text_for_Hopper_computes_the_product(string kernel, bool transposeA, bool transposeB, int job)
    {
        var (m, n, k, part, groups, finish, rounds, late) = Jobs[job];
        string layouts = $"{(transposeA ? "Across" : "Along")}Sums-{(transposeB ? "Along" : "Across")}Sums";
        var text = OfflineCompiler.Ptx(kernel, "sm_90a").Single(one => one.Kernel.EndsWith(layouts, StringComparison.Ordinal) && !one.Kernel.Contains("TensorFloat32", StringComparison.Ordinal));
        var program = new PtxProgram(text.Text!);
        int parts = (k + part - 1) / part;

        // A, B, C, bias, one after another.
        float[] a = Rounded(m * k, 1), b = Rounded(k * n, 2), bias = Rounded(n, 3), before = Rounded(m * n, 4);
        int startA = 4096, startB = startA + Padded(2 * a.Length), startC = startB + Padded(2 * b.Length), startBias = startC + Padded(4 * parts * m * n);
        byte[] memory = new byte[startBias + Padded(4 * n)];
        Put(memory, startA, a);
        Put(memory, startB, b);
        MemoryMarshal.AsBytes(bias.AsSpan()).CopyTo(memory.AsSpan(startBias));
        MemoryMarshal.AsBytes(before.AsSpan()).CopyTo(memory.AsSpan(startC));
        const ulong MapA = 64, MapB = 128;
        var maps = new Dictionary<ulong, PtxMap>
        {
            [MapA] = new((ulong)startA, transposeA ? m : k, transposeA ? k : m, 1),
            [MapB] = new((ulong)startB, transposeB ? k : n, transposeB ? n : k, 1),
        };
        byte[] arguments = Arguments(
            (startA, m, k, MapA), (startB, n, k, MapB), startC, parts * m * n, finish == 2 ? startC : startBias, n, [m, n, finish switch { 1 => 0, 2 => n, _ => -1 }, rounds ? 1 : 0, 1, k, part]);
        for (int group = 0; group < groups; group++)
        {
            new PtxGroup(program, arguments, memory, maps) { Number = group, Groups = groups, CopiesLate = late }.Run(GroupThreads);
        }

        double worst = 0;
        for (int p = 0; p < parts; p++)
        {
            for (int i = 0; i < m * n; i++)
            {
                double expected = finish switch { 1 => bias[i % n], 2 => before[i], _ => 0 };
                for (int term = p * part; term < Math.Min(k, (p + 1) * part); term++)
                {
                    expected += a[transposeA ? (term * m) + (i / n) : (i / n * k) + term] * (double)b[transposeB ? (i % n * k) + term : (term * n) + (i % n)];
                }

                int at = (p * m * n) + i;
                double found = rounds ? BFloat16.ToSingle(MemoryMarshal.Read<ushort>(memory.AsSpan(startC + (2 * at)))) : MemoryMarshal.Read<float>(memory.AsSpan(startC + (4 * at)));
                worst = Math.Max(worst, Math.Abs(found - expected) / (rounds ? (Math.Abs(expected) / 256) + 1e-3 : 1e-3));
            }
        }

        output.WriteLine($"{text.Kernel}: {worst:F3} of what rounding explains");
        Assert.InRange(worst, 0, 1);
    }

    private static float[] Rounded(int count, int seed) => Array.ConvertAll(KernelHarness.Normal(count, seed), value => BFloat16.Round((float)value));

    private static int Padded(int bytes) => (bytes + 1023) / 1024 * 1024;

    private static void Put(byte[] memory, int start, float[] values) =>
        MemoryMarshal.AsBytes(Array.ConvertAll(values, BFloat16.FromSingle).AsSpan()).CopyTo(memory.AsSpan(start));

    /// <summary>PanelArguments as they lie in a kernel's parameters: two operands, three views, seven numbers.</summary>
    private static byte[] Arguments(
        (int Start, int Width, int Depth, ulong Map) a, (int Start, int Width, int Depth, ulong Map) b, int c, int count, int addends, int addendCount, int[] numbers)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var (start, width, depth, map) in new[] { a, b })
        {
            writer.Write((long)start);
            Array.ForEach([width, depth, 0, 0], writer.Write);
            writer.Write(map);
        }

        foreach (long word in new long[] { c, count / 4, c, count / 4, addends, addendCount })
        {
            writer.Write(word);
        }

        Array.ForEach(numbers, writer.Write);
        writer.Write(0);
        return stream.ToArray();
    }
}
