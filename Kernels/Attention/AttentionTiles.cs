using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>How attention's operands travel between the tensors and the padded tiles it computes on.</summary>
/// <typeparam name="T">The register.</typeparam>
internal static unsafe class AttentionTiles<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Rows and columns of a tile of scores: 16 KB, half a first-level cache.</summary>
    public const int Size = 64;

    /// <summary>Tiles are padded with zeros to whole registers of the widest kind.</summary>
    private const int Padding = 16;

    private static ReadOnlySpan<float> Ones => [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <summary>The row length of a padded tile of <paramref name="count"/> columns.</summary>
    public static int Padded(int count) => (count + Padding - 1) / Padding * Padding;

    /// <summary>The first <paramref name="kept"/> lanes of x (none if negative, all if more than there are), elsewhere <paramref name="otherwise"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Keep(T x, int kept, T otherwise)
    {
        if (kept >= T.Width)
        {
            return x;
        }

        float* ones = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Ones));
        return T.IfPositive(T.Load(ones, Math.Max(kept, 0)), x, otherwise);
    }

    /// <summary>target(r, c) = factor · source(r, c), with rows of <see cref="Padded"/> length, and zeros around.</summary>
    public static void Pack(float* source, nint sourceRow, int rows, int columns, float* target, float factor)
    {
        int targetRow = Padded(columns);
        T scale = T.Broadcast(factor);
        for (int r = 0; r < rows; r++, source += sourceRow, target += targetRow)
        {
            int c = 0;
            for (; c + T.Width <= columns; c += T.Width)
            {
                T.Store(T.Load(source + c) * scale, target + c);
            }

            for (; c < targetRow; c += T.Width)
            {
                T.Store(T.Load(source + c, Math.Max(columns - c, 0)) * scale, target + c);
            }
        }

        new Span<float>(target, (Padded(rows) - rows) * targetRow).Clear();
    }

    /// <summary>target(r, c) = factor · source(r, c), where source is padded and target is not.</summary>
    public static void Unpack(float* source, int rows, int columns, float* target, nint targetRow, float factor)
    {
        int sourceRow = Padded(columns);
        T scale = T.Broadcast(factor);
        for (int r = 0; r < rows; r++, source += sourceRow, target += targetRow)
        {
            int c = 0;
            for (; c + T.Width <= columns; c += T.Width)
            {
                T.Store(T.Load(source + c) * scale, target + c);
            }

            if (c < columns)
            {
                T.Store(T.Load(source + c) * scale, target + c, columns - c);
            }
        }
    }

    /// <summary>target(c, r) = source(r, c) for up to <see cref="Size"/> rows, in rows of <see cref="Size"/>, with zeros right of the last.</summary>
    public static void PackTransposed(float* source, nint sourceRow, int rows, int columns, float* target)
    {
        int wholeRows = Avx.IsSupported ? rows & ~7 : 0, wholeColumns = Avx.IsSupported ? columns & ~7 : 0;
        for (int r = 0; r < wholeRows; r += 8)
        {
            for (int c = 0; c < wholeColumns; c += 4)
            {
                TransposeEightByFour(source + (r * sourceRow) + c, sourceRow, target + (c * Size) + r);
            }
        }

        for (int c = 0; c < columns; c++)
        {
            for (int r = c < wholeColumns ? wholeRows : 0; r < Padded(rows); r++)
            {
                target[(c * Size) + r] = r < rows ? source[(r * sourceRow) + c] : 0;
            }
        }
    }

    /// <summary>Four numbers of eight rows each become four rows of eight: rows r and r + 4 share a register, then 4 x 4 transpose in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeEightByFour(float* source, nint row, float* target)
    {
        var r0 = Vector256.Create(Vector128.Load(source), Vector128.Load(source + (4 * row)));
        var r1 = Vector256.Create(Vector128.Load(source + row), Vector128.Load(source + (5 * row)));
        var r2 = Vector256.Create(Vector128.Load(source + (2 * row)), Vector128.Load(source + (6 * row)));
        var r3 = Vector256.Create(Vector128.Load(source + (3 * row)), Vector128.Load(source + (7 * row)));
        var low01 = Avx.UnpackLow(r0, r1);
        var high01 = Avx.UnpackHigh(r0, r1);
        var low23 = Avx.UnpackLow(r2, r3);
        var high23 = Avx.UnpackHigh(r2, r3);
        Avx.Shuffle(low01, low23, 0b01_00_01_00).Store(target);
        Avx.Shuffle(low01, low23, 0b11_10_11_10).Store(target + Size);
        Avx.Shuffle(high01, high23, 0b01_00_01_00).Store(target + (2 * Size));
        Avx.Shuffle(high01, high23, 0b11_10_11_10).Store(target + (3 * Size));
    }
}
