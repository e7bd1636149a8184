namespace Kernels;

/// <summary>A tile of C that stays in registers over one K block: chooses the kernel by its height.</summary>
internal static unsafe class Tile<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    /// <summary>
    /// C (height, 2 registers) = [C +] A·B [+ bias] over one K block. Each element is one chain of fused multiply-adds in
    /// the order of k, starting from 0, in every kernel; so the kernel does not show in the result.
    /// </summary>
    /// <param name="height">Rows: one of those that <see cref="MatMulBlocking.TileHeight"/> gives.</param>
    /// <param name="a">A packed panel: (depth, height).</param>
    /// <param name="b">Row k of B begins at b + k·strideB.</param>
    /// <param name="strideB">Floats from one row of B to the next.</param>
    /// <param name="depth">Length of the K block.</param>
    /// <param name="c">First element of the tile.</param>
    /// <param name="strideC">Floats from one row of C to the next.</param>
    /// <param name="accumulate">Adds to C.</param>
    /// <param name="bias">Two registers of numbers to add last, or null.</param>
    public static void Multiply(int height, float* a, float* b, nint strideB, int depth, float* c, nint strideC, bool accumulate, float* bias)
    {
        switch (height)
        {
            case 14:
                Tile14.Multiply(a, b, strideB, depth, c, strideC, accumulate, bias);
                break;
            case 8:
                Tile8.Multiply(a, b, strideB, depth, c, strideC, accumulate, bias);
                break;
            case 6:
                Tile6.Multiply(a, b, strideB, depth, c, strideC, accumulate, bias);
                break;
            case 4:
                Tile4<TLanes>.Multiply(a, b, strideB, depth, c, strideC, accumulate, bias);
                break;
            case 2:
                Tile2<TLanes>.Multiply(a, b, strideB, depth, c, strideC, accumulate, bias);
                break;
            default:
                Tile1<TLanes>.Multiply(a, b, strideB, depth, c, accumulate, bias);
                break;
        }
    }

    /// <summary>The same for the last columns, fewer than two registers: by way of a whole tile beside C.</summary>
    /// <inheritdoc cref="Multiply"/>
    public static void MultiplyNarrow(int height, float* a, float* b, nint strideB, int depth, float* c, nint strideC, int columns, bool accumulate, float* bias)
    {
        const int LargestTile = 14 * 32;
        float* tile = stackalloc float[LargestTile];
        int width = MatMulBlocking.PanelWidth<TLanes>();
        Multiply(height, a, b, strideB, depth, tile, width, accumulate: false, bias: null);
        for (int row = 0; row < height; row++)
        {
            for (int first = 0; first < columns; first += TLanes.Width)
            {
                int count = Math.Min(TLanes.Width, columns - first);
                float* target = c + (row * strideC) + first;
                var value = TLanes.Load(tile + (row * width) + first);
                if (accumulate)
                {
                    value = TLanes.Load(target, count) + value;
                }

                if (bias != null)
                {
                    value += TLanes.Load(bias + first, count);
                }

                TLanes.Store(value, target, count);
            }
        }
    }
}
