using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tests;

/// <summary>
/// Runs PTX as its manual says (PTX ISA 8.0), group by group, with warps that overtake each other at random: so the very text that a driver would get is compared with the oracle on
/// a machine without a GPU, inline instructions included. Copies (cp.async) arrive as late as they may. It knows the instructions that the kernels of flash attention
/// have, and refuses others, as it does an instruction for a whole warp that not all its threads reach together.
/// </summary>
internal sealed partial class PtxMachine
{
    private const int Lanes = 32;
    private const int SharedStart = 1024;
    private const int GlobalStart = 1 << 20;

    private static readonly Dictionary<string, Func<ulong, ulong, ulong, ulong>> Operations = new()
    {
        ["mov.b32"] = (a, _, _) => (uint)a,
        ["mov.u32"] = (a, _, _) => (uint)a,
        ["mov.f32"] = (a, _, _) => (uint)a,
        ["mov.b64"] = (a, _, _) => a,
        ["cvta.to.global.u64"] = (a, _, _) => a,
        ["add.s32"] = (a, b, _) => (uint)(a + b),
        ["sub.s32"] = (a, b, _) => (uint)(a - b),
        ["mul.lo.s32"] = (a, b, _) => (uint)((uint)a * (uint)b),
        ["mul.wide.u32"] = (a, b, _) => (ulong)(uint)a * (uint)b,
        ["add.u64"] = (a, b, _) => a + b,
        ["add.s64"] = (a, b, _) => a + b,
        ["shl.b32"] = (a, b, _) => (uint)a << (int)b,
        ["shl.b64"] = (a, b, _) => a << (int)b,
        ["shr.s32"] = (a, b, _) => (uint)((int)a >> (int)b),
        ["shr.u32"] = (a, b, _) => (uint)a >> (int)b,
        ["and.b32"] = (a, b, _) => (uint)(a & b),
        ["xor.b32"] = (a, b, _) => (uint)(a ^ b),
        ["and.pred"] = (a, b, _) => a & b,
        ["div.s32"] = (a, b, _) => (uint)((int)a / (int)b),
        ["div.u32"] = (a, b, _) => (uint)a / (uint)b,
        ["rem.s32"] = (a, b, _) => (uint)((int)a % (int)b),
        ["min.s32"] = (a, b, _) => (uint)Math.Min((int)a, (int)b),
        ["selp.b32"] = (a, b, c) => c != 0 ? a : b,
        ["selp.f32"] = (a, b, c) => c != 0 ? a : b,
        ["setp.gt.s32"] = (a, b, _) => Bit((int)a > (int)b),
        ["setp.ge.s32"] = (a, b, _) => Bit((int)a >= (int)b),
        ["setp.lt.s32"] = (a, b, _) => Bit((int)a < (int)b),
        ["setp.eq.s32"] = (a, b, _) => Bit((int)a == (int)b),
        ["setp.hi.u32"] = (a, b, _) => Bit((uint)a > (uint)b),
        ["setp.hs.u32"] = (a, b, _) => Bit((uint)a >= (uint)b),
        ["setp.gt.f32"] = (a, b, _) => Bit(Float(a) > Float(b)),
        ["cvt.s64.s32"] = (a, _, _) => (ulong)(int)a,
        ["cvt.rn.f32.s32"] = (a, _, _) => Bits((int)a),
        ["cvt.rn.bf16x2.f32"] = (a, b, _) => BFloat16Word.Pack(Float(b), Float(a)),
        ["add.f32"] = (a, b, _) => Bits(Float(a) + Float(b)),
        ["sub.f32"] = (a, b, _) => Bits(Float(a) - Float(b)),
        ["mul.f32"] = (a, b, _) => Bits(Float(a) * Float(b)),
        ["max.f32"] = (a, b, _) => Bits(MathF.Max(Float(a), Float(b))),
        ["neg.f32"] = (a, _, _) => Bits(-Float(a)),
        ["rcp.rn.f32"] = (a, _, _) => Bits(1 / Float(a)),
        ["ex2.approx.ftz.f32"] = (a, _, _) => Bits(float.Exp2(Float(a))),
    };

    private readonly Dictionary<string, int> registers = [];
    private readonly List<Instruction> program = [];
    private readonly byte[] shared;
    private readonly int threads;
    private readonly List<byte> parameters = [];
    private byte[] global = [];

    /// <param name="ptx">A kernel.</param>
    /// <param name="threads">Of a group.</param>
    /// <param name="sharedBytes">That it gets at its launch.</param>
    public PtxMachine(string ptx, int threads, int sharedBytes)
    {
        this.threads = threads;
        shared = new byte[sharedBytes];
        var labels = new Dictionary<string, int>();
        string body = Regex.Replace(ptx[(ptx.IndexOf("\n{", StringComparison.Ordinal) + 2)..ptx.LastIndexOf('}')], "//.*", "");
        foreach (Match line in Statement().Matches(body))
        {
            if (line.Groups["label"].Success)
            {
                labels[line.Groups["label"].Value] = program.Count;
            }
            else if (line.Groups["name"].Value[0] != '.')
            {
                string predicate = line.Groups["predicate"].Value, name = line.Groups["name"].Value;
                bool isJump = name.StartsWith("bra", StringComparison.Ordinal);
                Operand[] operands = isJump ? [] : [.. Word().Matches(line.Groups["operands"].Value).Select(word => OperandOf(word.Value))];
                program.Add(new Instruction(name, operands, predicate.Length > 0 ? Register(predicate) : -1, isJump ? line.Groups["operands"].Value.Trim() : "", Operations.GetValueOrDefault(name)));
            }
        }

        for (int i = 0; i < program.Count; i++)
        {
            program[i] = program[i].Label.Length > 0 ? program[i] with { Target = labels[program[i].Label] } : program[i];
        }
    }

    /// <summary>Numbers as the next argument: a view of them, and their address too if the kernel takes that.</summary>
    /// <returns>Where they lie, for <see cref="Read"/>.</returns>
    public int AddBuffer(ReadOnlySpan<byte> values, bool isOperand)
    {
        int at = (global.Length + 255) / 256 * 256;
        Array.Resize(ref global, at + values.Length);
        values.CopyTo(global.AsSpan(at));
        ulong[] words = isOperand ? [GlobalStart + (ulong)at, (ulong)values.Length, GlobalStart + (ulong)at] : [GlobalStart + (ulong)at, (ulong)values.Length];
        Array.ForEach(words, word => parameters.AddRange(BitConverter.GetBytes(word)));
        return at;
    }

    /// <summary>A number as the next argument.</summary>
    public void Add(uint value) => parameters.AddRange(BitConverter.GetBytes(value));

    /// <summary>Memory of the device.</summary>
    public ReadOnlySpan<byte> Read(int at, int bytes) => global.AsSpan(at, bytes);

    /// <summary>Runs the kernel.</summary>
    public void Run(int groups)
    {
        var random = new Random(groups);
        for (int group = 0; group < groups; group++)
        {
            shared.AsSpan().Fill(0xFF); // no numbers
            var all = new Thread[threads];
            for (int i = 0; i < threads; i++)
            {
                all[i] = new Thread(new ulong[registers.Count], i, group, groups);
            }

            while (!all.All(thread => thread.IsDone))
            {
                RunSome(all.AsSpan(random.Next(threads / Lanes) * Lanes, Lanes), 1 << random.Next(14)); // far enough ahead to miss a barrier
                if (all.All(thread => thread.IsWaiting || thread.IsDone))
                {
                    Array.ForEach(all, thread => thread.IsWaiting = false);
                }
            }
        }
    }

    /// <summary>A warp goes on for some instructions: those of its threads that are furthest behind.</summary>
    private void RunSome(Span<Thread> warp, int count)
    {
        for (int n = 0; n < count; n++)
        {
            int next = int.MaxValue;
            foreach (var thread in warp)
            {
                next = thread.IsDone || thread.IsWaiting ? next : Math.Min(next, thread.Next);
            }

            if (next == int.MaxValue)
            {
                return;
            }

            var instruction = program[next];
            if (instruction.IsOfWarp)
            {
                foreach (var thread in warp)
                {
                    Assert.True(thread.Next == next && !thread.IsWaiting, $"{instruction.Name}: not all threads of the warp are there.");
                }

                RunTogether(instruction, warp);
            }

            foreach (var thread in warp)
            {
                if (thread.Next == next && !thread.IsDone && !thread.IsWaiting)
                {
                    thread.Next++;
                    if (!instruction.IsOfWarp)
                    {
                        RunAlone(instruction, thread);
                    }
                }
            }
        }
    }

    private void RunTogether(Instruction instruction, Span<Thread> warp)
    {
        var operands = instruction.Operands;
        if (instruction.Name.StartsWith("ldmatrix", StringComparison.Ordinal))
        {
            var rows = new int[Lanes];
            for (int lane = 0; lane < Lanes; lane++)
            {
                rows[lane] = Shared(warp[lane].Value(operands[4]), 16);
            }

            bool transposed = instruction.Name.Contains(".trans", StringComparison.Ordinal);
            for (int lane = 0; lane < Lanes; lane++)
            {
                for (int m = 0; m < 4; m++)
                {
                    int g = lane / 4, t = lane % 4;
                    uint low = Half(transposed ? rows[(8 * m) + (2 * t)] + (2 * g) : rows[(8 * m) + g] + (4 * t));
                    uint high = Half(transposed ? rows[(8 * m) + (2 * t) + 1] + (2 * g) : rows[(8 * m) + g] + (4 * t) + 2);
                    warp[lane].Registers[operands[m].Register] = low | (high << 16);
                }
            }
        }
        else if (instruction.Name.StartsWith("mma", StringComparison.Ordinal))
        {
            Multiply(operands, warp);
        }
        else if (instruction.Name.StartsWith("shfl.sync.bfly", StringComparison.Ordinal))
        {
            ulong[] values = new ulong[Lanes];
            for (int lane = 0; lane < Lanes; lane++)
            {
                values[lane] = warp[lane].Value(operands[1]);
            }

            for (int lane = 0; lane < Lanes; lane++)
            {
                warp[lane].Registers[operands[0].Register] = values[lane ^ (int)warp[lane].Value(operands[2])];
            }
        }
    }

    /// <summary>m16n8k16, row by column, of bf16 with sums in float (PTX ISA, "Matrix fragments for mma.m16n8k16").</summary>
    private static void Multiply(Operand[] operands, Span<Thread> warp)
    {
        var (a, b, c) = (new float[16, 16], new float[16, 8], new float[16, 8]);
        for (int lane = 0; lane < Lanes; lane++)
        {
            int g = lane / 4, t = lane % 4;
            for (int half = 0; half < 2; half++)
            {
                for (int word = 0; word < 4; word++)
                {
                    a[g + (8 * (word % 2)), (2 * t) + (8 * (word / 2)) + half] = Part(warp[lane].Value(operands[4 + word]), half);
                    c[g + (8 * (word / 2)), (2 * t) + (word % 2)] = Float(warp[lane].Value(operands[10 + word]));
                }

                b[(2 * t) + half, g] = Part(warp[lane].Value(operands[8]), half);
                b[(2 * t) + 8 + half, g] = Part(warp[lane].Value(operands[9]), half);
            }
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int word = 0; word < 4; word++)
            {
                int row = (lane / 4) + (8 * (word / 2)), column = (lane % 4 * 2) + (word % 2);
                float sum = c[row, column];
                for (int k = 0; k < 16; k++)
                {
                    sum += a[row, k] * b[k, column];
                }

                warp[lane].Registers[operands[word].Register] = Bits(sum);
            }
        }
    }

    private void RunAlone(Instruction instruction, Thread thread)
    {
        var o = instruction.Operands;
        if (instruction.Predicate >= 0 && thread.Registers[instruction.Predicate] == 0)
        {
            return;
        }

        if (instruction.Operation is { } operation)
        {
            thread.Registers[o[0].Register] = operation(thread.Value(o[1]), o.Length > 2 ? thread.Value(o[2]) : 0, o.Length > 3 ? thread.Value(o[3]) : 0);
            return;
        }

        switch (instruction.Name)
        {
            case "bra":
                thread.Next = instruction.Target;
                break;
            case "ret" or "bar.sync":
                (thread.IsDone, thread.IsWaiting) = (instruction.Name == "ret", instruction.Name != "ret");
                break;
            case "ld.param.b64":
                thread.Registers[o[0].Register] = BitConverter.ToUInt64([.. parameters.Slice((int)thread.Value(o[1]), 8)]);
                break;
            case "ld.param.b32" or "ld.param.f32":
                thread.Registers[o[0].Register] = BitConverter.ToUInt32([.. parameters.Slice((int)thread.Value(o[1]), 4)]);
                break;
            case "ld.global.f32":
                thread.Registers[o[0].Register] = BinaryPrimitives.ReadUInt32LittleEndian(global.AsSpan(Global(thread.Value(o[1]), 4)));
                break;
            case "ld.shared.v4.f32":
                for (int i = 0, at = Shared(thread.Value(o[4]), 16); i < 4; i++)
                {
                    thread.Registers[o[i].Register] = BinaryPrimitives.ReadUInt32LittleEndian(shared.AsSpan(at + (4 * i)));
                }

                break;
            case "st.global.f32":
                BinaryPrimitives.WriteUInt32LittleEndian(global.AsSpan(Global(thread.Value(o[0]), 4)), (uint)thread.Value(o[1]));
                break;
            case "st.global.v4.f32":
                for (int i = 0, at = Global(thread.Value(o[0]), 16); i < 4; i++)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(global.AsSpan(at + (4 * i)), (uint)thread.Value(o[1 + i]));
                }

                break;
            case "st.shared.b32":
                BinaryPrimitives.WriteUInt32LittleEndian(shared.AsSpan(Shared(thread.Value(o[0]), 4)), (uint)thread.Value(o[1]));
                break;
            case "cp.async.cg.shared.global.L2::128B":
                thread.Copies.Add((Shared((uint)thread.Value(o[0]), 16), thread.Value(o[3]) == 0 ? -1 : Global(thread.Value(o[1]), 16)));
                break;
            case "cp.async.wait_all":
                thread.Copies.ForEach(copy => (copy.From < 0 ? new byte[16] : global.AsSpan(copy.From, 16)).CopyTo(shared.AsSpan(copy.To)));
                thread.Copies.Clear();
                break;
            default:
                throw new NotSupportedException($"The machine does not know {instruction.Name}.");
        }
    }

    private Operand OperandOf(string word) => word switch
    {
        "%tid.x" => new Operand(-2, 0),
        "%ctaid.x" => new Operand(-3, 0),
        "%nctaid.x" => new Operand(-4, 0),
        "%dynamic_smem_size" => new Operand(-1, (ulong)shared.Length),
        "__dyn_shared_alloca" => new Operand(-1, SharedStart),
        ['%' or 'w', ..] => new Operand(Register(word), 0),
        ['_', ..] => new Operand(-1, word.Split('+') is [_, var offset] ? ulong.Parse(offset, CultureInfo.InvariantCulture) : 0),
        ['0', 'f', .. var bits] => new Operand(-1, uint.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        _ => new Operand(-1, word.StartsWith("0x", StringComparison.Ordinal) ? Convert.ToUInt64(word, 16) : (ulong)long.Parse(word, CultureInfo.InvariantCulture)),
    };

    private int Register(string name)
    {
        registers.TryAdd(name, registers.Count);
        return registers[name];
    }

    private int Shared(ulong address, int bytes) => Place(address - SharedStart, bytes, shared.Length);

    private int Global(ulong address, int bytes) => Place(address - GlobalStart, bytes, global.Length);

    private static int Place(ulong at, int bytes, int length)
    {
        Assert.True(at % (ulong)bytes == 0 && at <= (ulong)(length - bytes), $"An access of {bytes} bytes at {at} of {length}.");
        return (int)at;
    }

    private uint Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(shared.AsSpan(at));

    private static float Part(ulong word, int half) => Float(half == 0 ? word << 16 : word & 0xFFFF0000u);

    private static float Float(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    private static ulong Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static ulong Bit(bool value) => value ? 1UL : 0;

    /// <summary>A register, a constant (-1) or one of a thread's own numbers.</summary>
    private readonly record struct Operand(int Register, ulong Constant);

    private sealed record Instruction(string Name, Operand[] Operands, int Predicate, string Label, Func<ulong, ulong, ulong, ulong>? Operation)
    {
        public int Target { get; init; }

        public bool IsOfWarp { get; } = Regex.IsMatch(Name, @"^(ldmatrix|mma|shfl|bar\.warp)");
    }

    private sealed class Thread(ulong[] registers, int number, int group, int groups)
    {
        public ulong[] Registers { get; } = registers;

        public List<(int To, int From)> Copies { get; } = [];

        public int Next { get; set; }

        public bool IsDone { get; set; }

        public bool IsWaiting { get; set; }

        public ulong Value(Operand operand) => operand.Register switch
        {
            >= 0 => Registers[operand.Register],
            -1 => operand.Constant,
            -2 => (ulong)number,
            -3 => (ulong)group,
            _ => (ulong)groups,
        };
    }

    [GeneratedRegex(@"(?<label>\bL_\w+):|(?:@(?<predicate>%p\d+)\s+)?(?<name>[.a-z][\w.:]*)\s*(?<operands>[^;]*);")]
    private static partial Regex Statement();

    [GeneratedRegex(@"[^,\s{}\[\]]+")]
    private static partial Regex Word();
}
