using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kernels;

/// <summary>
/// Copies a part of a matrix into a panel, in the order in which a tile reads it: for each k, the panel's
/// <c>width</c> numbers side by side. A panel of A holds rows (width = height of the tile), a panel of B columns.
/// </summary>
internal static unsafe class Panel
{
    /// <summary>Rows that are asked for ahead: each lies on another page, where the processor does not look by itself.</summary>
    private const int RowsAhead = 6;

    /// <summary>
    /// Neighbouring whole panels of B from (K, N), row by row: a row of one panel is only two cache lines, and the next
    /// row often lies on another page, so it pays to take the same row of all panels at once.
    /// </summary>
    /// <param name="source">The first panel's first number.</param>
    /// <param name="stride">Floats from one k to the next.</param>
    /// <param name="panels">Number of panels.</param>
    /// <param name="depth">Number of k.</param>
    /// <param name="group">(panels, depth, two registers).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CopyRowsOfPanels<TLanes>(float* source, nint stride, int panels, int depth, float* group)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int width = 2 * TLanes.Width;
        nint panelSize = (nint)depth * width;
        for (int k = 0; k < depth; k++, source += stride, group += width)
        {
            float* from = source;
            float* to = group;
            for (int panel = 0; panel < panels; panel++, from += width, to += panelSize)
            {
                Cache.Ask(from + (RowsAhead * stride));
                Cache.Ask(from + (RowsAhead * stride) + Cache.Line);
                TLanes.Store(TLanes.Load(from), to);
                TLanes.Store(TLanes.Load(from + TLanes.Width), to + TLanes.Width);
            }
        }
    }

    /// <summary>From memory in which the panel's numbers of one k lie side by side: A as (K, M), B as (K, N).</summary>
    /// <param name="source">The panel's first number.</param>
    /// <param name="stride">Floats from one k to the next.</param>
    /// <param name="count">Numbers for each k; the rest up to <paramref name="width"/> becomes 0.</param>
    /// <param name="width">Width of the panel.</param>
    /// <param name="depth">Number of k.</param>
    /// <param name="panel">(depth, width).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CopyRows(float* source, nint stride, int count, int width, int depth, float* panel)
    {
        if (count is >= 8 and <= 16 && width == count)
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
        else if (count >= 8)
        {
            for (; depth > 0; depth--, source += stride, panel += width)
            {
                new Span<float>(source, count).CopyTo(new Span<float>(panel, count));
                new Span<float>(panel + count, width - count).Clear();
            }
        }
        else
        {
            for (; depth > 0; depth--, source += stride, panel += width)
            {
                for (int i = 0; i < count; i++)
                {
                    panel[i] = source[i];
                }

                for (int i = count; i < width; i++)
                {
                    panel[i] = 0;
                }
            }
        }
    }

    /// <summary>From memory in which k runs along the rows: A as (M, K), B as (N, K). The panel is the transpose.</summary>
    /// <inheritdoc cref="CopyRows"/>
    /// <param name="source">The panel's first number.</param>
    /// <param name="stride">Floats from one of the panel's rows or columns to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void CopyTransposed(float* source, nint stride, int count, int width, int depth, float* panel)
    {
        int square = count >= 8 ? 8 : count >= 4 ? 4 : 1;
        int wholeDepth = square == 1 ? 0 : depth / 4 * 4;
        for (int i = 0; i < count && wholeDepth > 0;)
        {
            if (Avx512F.IsSupported && (count - i >= 16 || count - i == 14))
            {
                int rows = Math.Min(16, count - i);
                for (int k = 0; k < wholeDepth; k += 4)
                {
                    if (k % Cache.Line == 0)
                    {
                        Cache.AskForRows(source + ((i + rows) * stride) + k, stride, rows);
                    }

                    SmallTranspose.FourOf16Rows(source + (i * stride) + k, stride, rows, panel + (k * width) + i, width);
                }

                i += rows;
                continue;
            }

            // The last square may overlap the one before it.
            int at = Math.Min(i, count - square);
            for (int k = 0; k < wholeDepth; k += 4)
            {
                if (square == 8)
                {
                    SmallTranspose.FourOf8Rows(source + (at * stride) + k, stride, panel + (k * width) + at, width);
                }
                else
                {
                    SmallTranspose.FourOf4Rows(source + (at * stride) + k, stride, panel + (k * width) + at, width);
                }
            }

            i += square;
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
