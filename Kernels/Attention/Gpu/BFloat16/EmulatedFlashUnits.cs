using ILGPU;

namespace Kernels;

/// <summary>
/// The same without such instructions: threads show each other in shared memory what an instruction takes from their registers. Slow, but all that a kernel does
/// around the instructions can be checked on every device.
/// </summary>
/// <typeparam name="TWarps">The group's warps; how they share a product does not matter here.</typeparam>
/// <typeparam name="TGroup">Threads of a group, at most.</typeparam>
internal readonly struct EmulatedFlashUnits<TWarps, TGroup> : IFlashUnits
    where TWarps : struct, IMatMulWarps
    where TGroup : struct, IGroup
{
    private const int Lanes = 32;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Nothing;

    /// <inheritdoc/>
    public static int Threads => MatMulWarps<TWarps>.Threads;

    /// <summary>They meet at the barriers of the emulation.</summary>
    public static bool WarpsPart => false;

    /// <inheritdoc/>
    public static int AtLaunch(int bytes) => 0;

    /// <inheritdoc/>
    public static int Once(int value) => value;

    /// <inheritdoc/>
    public static float Once(float value) => value;

    /// <inheritdoc/>
    public static ArrayView<Float4> Memory(int bytes) => SharedMemory.Allocate<Float4>(bytes / 16);

    /// <inheritdoc/>
    public static int Start() => 0;

    /// <inheritdoc/>
    public static void Copy(ArrayView<Float4> memory, int target, FlashOperand source, int at, bool exists) =>
        memory[target / 16] = exists ? source.View[at] : new Float4(0f, 0f, 0f, 0f);

    /// <inheritdoc/>
    public static void WaitForCopies()
    {
    }

    /// <inheritdoc/>
    public static void WarpBarrier() => Group.Barrier();

    /// <inheritdoc/>
    public static void Load(uint[] words, int at, ArrayView<Float4> memory, int row)
    {
        var rows = ShowRow(row);
        int lane = Group.IdxX % Lanes, first = Group.IdxX - lane;
        var shared = memory.Cast<uint>();
        for (int m = 0; m < 4; m++)
        {
            words[at + m] = shared[(rows[first + (8 * m) + (lane / 4)] / 4) + (lane % 4)];
        }

        Group.Barrier(); // the places of the rows are used again by the next call
    }

    /// <inheritdoc/>
    public static void LoadTransposed(uint[] words, int at, ArrayView<Float4> memory, int row)
    {
        var rows = ShowRow(row);
        int lane = Group.IdxX % Lanes, first = Group.IdxX - lane, half = lane / 4;
        var shared = memory.Cast<uint>();
        for (int m = 0; m < 4; m++)
        {
            int upper = first + (8 * m) + (2 * (lane % 4));
            uint a = shared[(rows[upper] / 4) + (half / 2)] >> (half % 2 * 16), b = shared[(rows[upper + 1] / 4) + (half / 2)] >> (half % 2 * 16);
            words[at + m] = (a & 0xFFFF) | (b << 16);
        }

        Group.Barrier();
    }

    /// <inheritdoc/>
    public static void MultiplyAdd(float[] sums, int at, uint[] a, int atA, uint[] b, int atB) =>
        EmulatedCore<BFloat16Word, TWarps>.MultiplyAdd(sums, at, a[atA], a[atA + 1], a[atA + 2], a[atA + 3], b[atB], b[atB + 1]);

    /// <inheritdoc/>
    public static uint Pack(float first, float second) => BFloat16Word.Pack(first, second);

    /// <inheritdoc/>
    public static float Exp2(float x) => MathF.Exp(x * 0.693147181f);

    /// <inheritdoc/>
    public static float Largest(float value) => SharedQuads<TGroup>.Largest(value);

    /// <inheritdoc/>
    public static float Sum(float value) => SharedQuads<TGroup>.Sum(value);

    private static ArrayView<int> ShowRow(int row)
    {
        var rows = SharedMemory.Allocate<int>(Threads);
        rows[Group.IdxX] = row;
        Group.Barrier();
        return rows;
    }
}
