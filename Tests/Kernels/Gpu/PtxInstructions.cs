using System.Runtime.InteropServices;

namespace Tests;

/// <summary>What the instructions of a <see cref="PtxProgram"/> do.</summary>
internal static class PtxInstructions
{
    /// <summary>An instruction as an action of a thread.</summary>
    /// <param name="name">Its name, cut at the dots.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="program">Knows registers and labels.</param>
    public static Action<PtxThread> Read(string[] name, string[] operands, PtxProgram program) => name[0] switch
    {
        "bra" => Jump(program.Label(operands[0])),
        "brx" => Table(program.Value(operands[0]), program.Table(operands[1])),
        "ret" => thread => thread.IsDone = true,
        "bar" when name[1] == "sync" => thread => thread.Group.Meeting.Come(thread),
        "bar" or "ldmatrix" or "mma" or "shfl" => PtxWarpInstructions.Read(name, operands, program),
        "fence" => Nothing,
        "mbarrier" => Barrier(name[1], operands, program),
        "cp" when name[2] == "bulk" => CopyMatrix(operands, program),
        "cp" when name[2] == "wait_all" => thread => PtxGroup.Bring(thread.LateCopies),
        "cp" when name[2] == "cg" => Copy(operands, program),
        "cp" => throw Unknown(name),
        "wgmma" => Multiply(name, operands, program),
        "ld" => Load(name, operands, program),
        "st" => Store(name, operands, program),
        "cvt" when name[^2] == "bf16x2" => Pack(operands, program),
        "mov" => Move(name[^1], operands, program),
        _ => Arithmetic(name, operands, program),
    };

    private static void Nothing(PtxThread thread)
    {
    }

    private static Action<PtxThread> Jump(int target) => thread => thread.At = target;

    private static Action<PtxThread> Table(Func<PtxThread, ulong> index, int[] targets) => thread => thread.At = targets[(int)index(thread)];

    private static Action<PtxThread> Barrier(string name, string[] operands, PtxProgram program)
    {
        switch (name)
        {
            case "init":
                var own = program.Address(operands[0]);
                return thread => thread.Group.AddBarrier(own(thread));
            case "arrive":
                var (at, bytes) = (program.Address(operands[1]), program.Value(operands[2]));
                return thread => thread.Group.Expect(at(thread), (long)bytes(thread));
            default:
                var (target, asked, parity) = (program.Slot(operands[0]), program.Address(operands[1]), program.Value(operands[2]));
                return thread =>
                {
                    thread.Registers[target] = 1;
                    thread.Waits = () => thread.Group.IsOver(asked(thread), parity(thread));
                };
        }
    }

    /// <summary>cp.async.bulk.tensor.3d [target], [map, {column, row, matrix}], [barrier].</summary>
    private static Action<PtxThread> CopyMatrix(string[] operands, PtxProgram program)
    {
        string[] source = operands[1].Trim('[', ']').Split([',', '{', '}'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (target, barrier, map) = (program.Address(operands[0]), program.Address(operands[2]), program.Value(source[0]));
        Func<PtxThread, ulong>[] at = [.. source.Skip(1).Select(program.Value)];
        return thread => thread.Group.Copy(target(thread), map(thread), (int)at[0](thread), (int)at[1](thread), (int)at[2](thread), barrier(thread));
    }

    /// <summary>cp.async.cg.shared.global [target], [source], 16, how many of these exist: all or none.</summary>
    private static Action<PtxThread> Copy(string[] operands, PtxProgram program)
    {
        var (target, source, count) = (program.Address(operands[0]), program.Address(operands[1]), program.Value(operands[3]));
        return thread => thread.Group.Copy(thread, (uint)target(thread), source(thread), count(thread) != 0);
    }

    private static Action<PtxThread> Multiply(string[] name, string[] operands, PtxProgram program)
    {
        switch (name[1])
        {
            case "fence":
                return Nothing;
            case "commit_group":
                return thread => thread.Multiplications.Add([]);
            case "wait_group":
                int left = int.Parse(operands[0], System.Globalization.CultureInfo.InvariantCulture);
                return thread =>
                {
                    while (thread.Multiplications.Count - 1 > left)
                    {
                        thread.Multiplications[0].ForEach(one => one());
                        thread.Multiplications.RemoveAt(0);
                    }
                };
            default:
                int[] sums = program.SlotsOf(operands[0]);
                var (a, b, adds) = (program.Value(operands[1]), program.Value(operands[2]), program.Value(operands[3]));
                var (aIsAcross, bIsAcross) = (operands[6] == "1", operands[7] == "1");
                Assert.Equal((sums.Length * 2, "1", "1"), (int.Parse(name[4].Split('n')[1].Split('k')[0], System.Globalization.CultureInfo.InvariantCulture), operands[4], operands[5]));
                return thread =>
                {
                    var (panelA, panelB, isAdded) = (a(thread), b(thread), adds(thread) != 0);
                    thread.Multiplications[^1].Add(() => thread.Group.Multiply(thread, sums, panelA, panelB, isAdded, aIsAcross, bIsAcross));
                };
        }
    }

    private static Action<PtxThread> Load(string[] name, string[] operands, PtxProgram program)
    {
        var (targets, address, size) = (program.SlotsOf(operands[0]), program.Address(operands[1]), Size(name[^1]));
        return thread =>
        {
            var from = thread.Group.Place(name[1], address(thread), size * targets.Length);
            for (int i = 0; i < targets.Length; i++)
            {
                var one = from.Slice(size * i, size);
                thread.Registers[targets[i]] = size switch { 8 => MemoryMarshal.Read<ulong>(one), 4 => MemoryMarshal.Read<uint>(one), _ => MemoryMarshal.Read<ushort>(one) };
            }
        };
    }

    private static Action<PtxThread> Store(string[] name, string[] operands, PtxProgram program)
    {
        var (address, sources, size) = (program.Address(operands[0]), program.ValuesOf(operands[1]), Size(name[^1]));
        return thread =>
        {
            var to = thread.Group.Place(name[1], address(thread), size * sources.Length);
            for (int i = 0; i < sources.Length; i++)
            {
                MemoryMarshal.AsBytes([sources[i](thread)])[..size].CopyTo(to[(size * i)..]);
            }
        };
    }

    private static int Size(string type) => type[^2..] switch { "64" => 8, "32" => 4, _ => 2 };

    /// <summary>cvt.rn.bf16x2.f32 d, a, b: a becomes the upper half.</summary>
    private static Action<PtxThread> Pack(string[] operands, PtxProgram program)
    {
        var (target, upper, lower) = (program.Slot(operands[0]), program.Value(operands[1]), program.Value(operands[2]));
        return thread => thread.Registers[target] = ((uint)BFloat16.FromSingle(AsFloat(upper(thread))) << 16) | BFloat16.FromSingle(AsFloat(lower(thread)));
    }

    private static Action<PtxThread> Move(string type, string[] operands, PtxProgram program)
    {
        var (target, value) = (program.Slot(operands[0]), program.Value(operands[1]));
        return Size(type) == 8 ? thread => thread.Registers[target] = value(thread) : thread => thread.Registers[target] = (uint)value(thread);
    }

    private static Action<PtxThread> Arithmetic(string[] name, string[] operands, PtxProgram program)
    {
        int target = program.Slot(operands[0]);
        Func<PtxThread, ulong>[] from = [.. operands.Skip(1).Select(program.Value)];
        var compute = Function(name, name[^1]);
        return from.Length switch
        {
            1 => thread => thread.Registers[target] = compute(from[0](thread), 0, 0),
            2 => thread => thread.Registers[target] = compute(from[0](thread), from[1](thread), 0),
            _ => thread => thread.Registers[target] = compute(from[0](thread), from[1](thread), from[2](thread)),
        };
    }

    private static Func<ulong, ulong, ulong, ulong> Function(string[] name, string type)
    {
        if (type == "f32")
        {
            return name[0] switch
            {
                "add" => (x, y, _) => Bits(AsFloat(x) + AsFloat(y)),
                "sub" => (x, y, _) => Bits(AsFloat(x) - AsFloat(y)),
                "mul" => (x, y, _) => Bits(AsFloat(x) * AsFloat(y)),
                "fma" => (x, y, z) => Bits(MathF.FusedMultiplyAdd(AsFloat(x), AsFloat(y), AsFloat(z))),
                "div" => (x, y, _) => Bits(AsFloat(x) / AsFloat(y)),
                "rcp" => (x, _, _) => Bits(1 / AsFloat(x)),
                "neg" => (x, _, _) => Bits(-AsFloat(x)),
                "ex2" => (x, _, _) => Bits(MathF.Pow(2, AsFloat(x))),
                "min" => (x, y, _) => Bits(MathF.Min(AsFloat(x), AsFloat(y))),
                "max" => (x, y, _) => Bits(MathF.Max(AsFloat(x), AsFloat(y))),
                "selp" => (x, y, p) => p != 0 ? x : y,
                "testp" when name[1] == "notanumber" => (x, _, _) => float.IsNaN(AsFloat(x)) ? 1UL : 0,
                "setp" => (x, y, _) => CompareFloats(name[1], AsFloat(x), AsFloat(y)) ? 1UL : 0,
                _ => throw Unknown(name),
            };
        }

        bool isSigned = type[0] == 's';
        int bits = type == "pred" ? 1 : int.Parse(type[1..], System.Globalization.CultureInfo.InvariantCulture);
        long In(ulong value) => bits switch { 64 => (long)value, 32 => isSigned ? (int)value : (uint)value, _ => (long)(value & 0xFFFF) };
        ulong Out(long value) => bits == 32 ? (uint)value : (ulong)value;
        return name[0] switch
        {
            "cvta" => (x, _, _) => Out(In(x)),
            "cvt" when name[^2] == "f32" => (x, _, _) => Bits(In(x)),
            "cvt" when name[^2] is "s64" or "u64" => (x, _, _) => (ulong)In(x),
            "add" => (x, y, _) => Out(In(x) + In(y)),
            "sub" => (x, y, _) => Out(In(x) - In(y)),
            "mul" when name[1] == "wide" => (x, y, _) => (ulong)(In(x) * In(y)),
            "mul" => (x, y, _) => Out(In(x) * In(y)),
            "div" => (x, y, _) => Out(In(x) / In(y)),
            "rem" => (x, y, _) => Out(In(x) % In(y)),
            "min" when bits == 32 => (x, y, _) => Out(Math.Min(In(x), In(y))),
            "max" when bits == 32 => (x, y, _) => Out(Math.Max(In(x), In(y))),
            "and" => (x, y, _) => x & y,
            "or" => (x, y, _) => x | y,
            "xor" => (x, y, _) => x ^ y,
            "not" when type == "pred" => (x, _, _) => x == 0 ? 1UL : 0,
            "shl" => (x, y, _) => Out((long)(x << (int)y)),
            "shr" => (x, y, _) => Out(isSigned ? In(x) >> (int)y : (long)((ulong)In(x) >> (int)y)),
            "selp" => (x, y, p) => p != 0 ? Out(In(x)) : Out(In(y)),
            "setp" when name[2] is "or" => (x, y, p) => Compare(name[1], In(x).CompareTo(In(y))) || p != 0 ? 1UL : 0,
            "setp" when name[2] is "and" => (x, y, p) => Compare(name[1], In(x).CompareTo(In(y))) && p != 0 ? 1UL : 0,
            "setp" => (x, y, _) => Compare(name[1], type == "u64" ? ((ulong)In(x)).CompareTo((ulong)In(y)) : In(x).CompareTo(In(y))) ? 1UL : 0,
            _ => throw Unknown(name),
        };
    }

    /// <summary>With a number that is none, comparisons are wrong, but for those that end with u.</summary>
    private static bool CompareFloats(string how, float x, float y) =>
        float.IsNaN(x) || float.IsNaN(y) ? how.Length == 3 : Compare(how[..2], x.CompareTo(y));

    private static bool Compare(string how, int order) => how switch
    {
        "eq" => order == 0,
        "ne" => order != 0,
        "lt" or "lo" => order < 0,
        "le" or "ls" => order <= 0,
        "gt" or "hi" => order > 0,
        "ge" or "hs" => order >= 0,
        _ => throw Unknown(["setp", how]),
    };

    /// <summary>An instruction that nobody has taught the interpreter.</summary>
    public static NotSupportedException Unknown(string[] name) => new($"PtxInstructions does not know {string.Join('.', name)}.");

    private static float AsFloat(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    private static ulong Bits(float value) => BitConverter.SingleToUInt32Bits(value);
}
