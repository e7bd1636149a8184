using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kernels;

/// <summary>
/// Copies a part of a matrix into a panel, in the order in which a tile reads it: for each k, the panel's
/// <c>width</c> numbers side by side. A panel of A holds rows (width = height of the tile), a panel of B columns.
/// </summary>
internal static unsafe class Panel
{
    /// <summary>From memory in which the panel's numbers of one k lie side by side: A as (K, M), B as (K, N).</summary>
    /// <param name="source">The panel's first number.</param>
    /// <param name="stride">Floats from one k to the next.</param>
    /// <param name="count">Numbers for each k; the rest up to <paramref name="width"/> becomes 0.</param>
    /// <param name="width">Width of the panel.</param>
    /// <param name="depth">Number of k.</param>
    /// <param name="panel">(depth, width).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyRows(float* source, nint stride, int count, int width, int depth, float* panel)
    {
        if (count == 32 && width == 32)
        {
            for (; depth > 0; depth--, source += stride, panel += 32)
            {
                var first = Vector256.Load(source);
                var second = Vector256.Load(source + 8);
                var third = Vector256.Load(source + 16);
                var fourth = Vector256.Load(source + 24);
                first.Store(panel);
                second.Store(panel + 8);
                third.Store(panel + 16);
                fourth.Store(panel + 24);
            }
        }
        else if (count is >= 8 and <= 16 && width == count)
        {
            // Two registers that overlap cover every width from 8 to 16.
            int last = count - 8;
            for (; depth > 0; depth--, source += stride, panel += count)
            {
                var first = Vector256.Load(source);
                var second = Vector256.Load(source + last);
                first.Store(panel);
                second.Store(panel + last);
            }
        }
        else
        {
            for (; depth > 0; depth--, source += stride, panel += width)
            {
                for (int i = 0; i < width; i++)
                {
                    panel[i] = i < count ? source[i] : 0;
                }
            }
        }
    }

    /// <summary>From memory in which k runs along the rows: A as (M, K), B as (N, K). The panel is the transpose.</summary>
    /// <inheritdoc cref="CopyRows"/>
    /// <param name="source">The panel's first number.</param>
    /// <param name="stride">Floats from one of the panel's rows or columns to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyTransposed(float* source, nint stride, int count, int width, int depth, float* panel)
    {
        int square = count >= 8 ? 8 : count >= 4 ? 4 : 1;
        int wholeDepth = square == 1 ? 0 : depth / square * square;
        for (int i = 0; i < count && wholeDepth > 0; i += square)
        {
            // The last square may overlap the one before it.
            int at = Math.Min(i, count - square);
            if (square == 8)
            {
                for (int k = 0; k < wholeDepth; k += 8)
                {
                    Transpose.Square8(source + (at * stride) + k, stride, panel + (k * width) + at, width);
                }
            }
            else
            {
                for (int k = 0; k < wholeDepth; k += 4)
                {
                    Transpose.Square4(source + (at * stride) + k, stride, panel + (k * width) + at, width);
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            for (int k = wholeDepth; k < depth; k++)
            {
                panel[(k * width) + i] = source[(i * stride) + k];
            }
        }

        for (int k = 0; k < depth && count < width; k++)
        {
            new Span<float>(panel + (k * width) + count, width - count).Clear();
        }
    }
}
