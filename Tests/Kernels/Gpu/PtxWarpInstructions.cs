using System.Buffers.Binary;

namespace Tests;

/// <summary>What the instructions do that a warp's 32 lanes execute together, as the manual says (PTX ISA 8.0). All lanes stand still meanwhile, so each one's registers can be read and written.</summary>
internal static class PtxWarpInstructions
{
    private const int Lanes = 32;

    /// <summary>An instruction as an action of a thread: the last lane that comes does it for all.</summary>
    /// <inheritdoc cref="PtxInstructions.Read"/>
    public static Action<PtxThread> Read(string[] name, string[] operands, PtxProgram program)
    {
        Action<PtxThread[]> finish = name[0] switch
        {
            "bar" => Nothing,
            "ldmatrix" when name[4] == "x4" => LoadMatrices(operands, name[5] == "trans", program),
            "mma" when name[3] == "m16n8k16" && name[^2] == "bf16" => Multiply(operands, program),
            "shfl" when name[2] == "bfly" => Exchange(operands, program),
            _ => throw PtxInstructions.Unknown(name),
        };
        return thread => thread.Group.WarpOf(thread).ComeTogether(thread, finish);
    }

    private static void Nothing(PtxThread[] warp)
    {
    }

    /// <summary>Four matrices of 8 x 8: lanes 8m to 8m + 7 say where the rows of matrix m are. Lane 4g + t gets elements 2t and 2t + 1 of row g; transposed, of column g.</summary>
    private static Action<PtxThread[]> LoadMatrices(string[] operands, bool isTransposed, PtxProgram program)
    {
        var (targets, address) = (program.SlotsOf(operands[0]), program.Address(operands[1]));
        return warp =>
        {
            Span<ushort> values = stackalloc ushort[Lanes * 8];
            for (int lane = 0; lane < Lanes; lane++)
            {
                var row = warp[lane].Group.Place("shared", address(warp[lane]), 16);
                for (int i = 0; i < 8; i++)
                {
                    values[(8 * lane) + i] = BinaryPrimitives.ReadUInt16LittleEndian(row[(2 * i)..]);
                }
            }

            for (int lane = 0; lane < Lanes; lane++)
            {
                for (int m = 0; m < 4; m++)
                {
                    int g = lane / 4, t = lane % 4;
                    int at = (64 * m) + (isTransposed ? (16 * t) + g : (8 * g) + (2 * t));
                    warp[lane].Registers[targets[m]] = values[at] | ((uint)values[at + (isTransposed ? 8 : 1)] << 16);
                }
            }
        };
    }

    /// <summary>m16n8k16, row by column, of bf16 with sums in float ("Matrix fragments for mma.m16n8k16").</summary>
    private static Action<PtxThread[]> Multiply(string[] operands, PtxProgram program)
    {
        var (targets, left, right, sums) = (program.SlotsOf(operands[0]), program.SlotsOf(operands[1]), program.SlotsOf(operands[2]), program.ValuesOf(operands[3]));
        return warp =>
        {
            Span<float> a = stackalloc float[16 * 16], b = stackalloc float[8 * 16]; // B by columns: 16 terms are neighbours in both
            for (int lane = 0; lane < Lanes; lane++)
            {
                int g = lane / 4, t = lane % 4;
                ulong[] registers = warp[lane].Registers;
                for (int half = 0; half < 2; half++)
                {
                    for (int word = 0; word < 4; word++)
                    {
                        a[(16 * (g + (8 * (word % 2)))) + (2 * t) + (8 * (word / 2)) + half] = Part(registers[left[word]], half);
                    }

                    b[(16 * g) + (2 * t) + half] = Part(registers[right[0]], half);
                    b[(16 * g) + (2 * t) + 8 + half] = Part(registers[right[1]], half);
                }
            }

            Span<float> results = stackalloc float[4];
            for (int lane = 0; lane < Lanes; lane++)
            {
                for (int word = 0; word < 4; word++)
                {
                    var row = a.Slice(16 * ((lane / 4) + (8 * (word / 2))), 16);
                    var column = b.Slice(16 * ((lane % 4 * 2) + (word % 2)), 16);
                    float sum = BitConverter.UInt32BitsToSingle((uint)sums[word](warp[lane]));
                    for (int k = 0; k < 16; k++)
                    {
                        sum += row[k] * column[k];
                    }

                    results[word] = sum;
                }

                for (int word = 0; word < 4; word++)
                {
                    warp[lane].SetFloat(targets[word], results[word]);
                }
            }
        };
    }

    /// <summary>shfl.sync.bfly d, a, mask...: each lane gets the value of the lane whose number differs in the mask's bits.</summary>
    private static Action<PtxThread[]> Exchange(string[] operands, PtxProgram program)
    {
        var (target, value, mask) = (program.Slot(operands[0]), program.Value(operands[1]), program.Value(operands[2]));
        return warp =>
        {
            ulong[] values = Array.ConvertAll(warp, lane => value(lane));
            for (int lane = 0; lane < Lanes; lane++)
            {
                warp[lane].Registers[target] = values[lane ^ (int)mask(warp[lane])];
            }
        };
    }

    private static float Part(ulong word, int half) => BFloat16.ToSingle((ushort)(word >> (16 * half)));
}
