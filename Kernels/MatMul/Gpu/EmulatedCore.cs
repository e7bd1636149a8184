using ILGPU;

namespace Kernels;

/// <summary>How a word of a tensor core holds its factors.</summary>
internal interface IWordFormat
{
    /// <summary>Factors in a word.</summary>
    static abstract int FactorsPerWord { get; }

    /// <summary>A word of the nearest factors, of two equally near ones the even one; no number stays none.</summary>
    static abstract uint Pack(float first, float second);

    /// <summary>The sum of the products of the factors of two words.</summary>
    static abstract float Multiply(uint a, uint b);
}

/// <summary>One factor: a float without its last 13 bits.</summary>
internal readonly struct TensorFloat32Word : IWordFormat
{
    /// <inheritdoc/>
    public static int FactorsPerWord => 1;

    /// <inheritdoc/>
    public static uint Pack(float first, float second)
    {
        uint bits = Interop.FloatAsInt(first);
        return float.IsNaN(first) ? bits : (bits + 0xFFF + ((bits >> 13) & 1)) & ~0x1FFFu;
    }

    /// <inheritdoc/>
    public static float Multiply(uint a, uint b) => Interop.IntAsFloat(a) * Interop.IntAsFloat(b);
}

/// <summary>Two factors: the upper halves of two floats, the first one below.</summary>
internal readonly struct BFloat16Word : IWordFormat
{
    /// <inheritdoc/>
    public static int FactorsPerWord => 2;

    /// <inheritdoc/>
    public static uint Pack(float first, float second) => (Round(first) >> 16) | (Round(second) & 0xFFFF0000u);

    /// <inheritdoc/>
    public static float Multiply(uint a, uint b) =>
        (Interop.IntAsFloat(a << 16) * Interop.IntAsFloat(b << 16)) + (Interop.IntAsFloat(a & 0xFFFF0000u) * Interop.IntAsFloat(b & 0xFFFF0000u));

    private static uint Round(float value)
    {
        uint bits = Interop.FloatAsInt(value);
        return float.IsNaN(value) ? bits | 0x400000 : bits + 0x7FFF + ((bits >> 16) & 1);
    }
}

/// <summary>
/// A tensor core without one: the threads show each other their fragments in shared memory, and each computes its own four elements.
/// Slow, but what a kernel does around the instruction can be checked on every device.
/// </summary>
/// <typeparam name="TWord">How a word holds its factors.</typeparam>
/// <typeparam name="TWarps">The group.</typeparam>
internal readonly struct EmulatedCore<TWord, TWarps> : ITensorCore
    where TWord : struct, IWordFormat
    where TWarps : struct, IMatMulWarps
{
    private const int Lanes = 32;
    private const int Words = 6;

    /// <inheritdoc/>
    public static KernelNeeds Needs => KernelNeeds.Nothing;

    /// <inheritdoc/>
    public static int FactorsPerWord => TWord.FactorsPerWord;

    /// <inheritdoc/>
    public static uint Pack(float first, float second) => TWord.Pack(first, second);

    /// <inheritdoc/>
    public static void MultiplyAdd(float[] sums, int at, uint a0, uint a1, uint a2, uint a3, uint b0, uint b1)
    {
        var shown = SharedMemory.Allocate<uint>(MatMulWarps<TWarps>.Threads * Words);
        int lane = Group.IdxX % Lanes;
        int warp = Group.IdxX - lane;
        int own = Group.IdxX * Words;
        shown[own] = a0;
        shown[own + 1] = a1;
        shown[own + 2] = a2;
        shown[own + 3] = a3;
        shown[own + 4] = b0;
        shown[own + 5] = b1;
        Group.Barrier();
        for (int e = 0; e < 4; e++)
        {
            int row = (lane / 4) + (e / 2 * 8);
            int column = (lane % 4 * 2) + (e % 2);
            float sum = sums[at + e];
            for (int word = 0; word < 8; word++)
            {
                int holderOfA = warp + (row % 8 * 4) + (word % 4);
                int holderOfB = warp + (column * 4) + (word % 4);
                sum += TWord.Multiply(shown[(holderOfA * Words) + (row / 8) + (word / 4 * 2)], shown[(holderOfB * Words) + 4 + (word / 4)]);
            }

            sums[at + e] = sum;
        }

        Group.Barrier(); // the memory is used again by the next call
    }
}
