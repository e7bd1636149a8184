namespace Kernels;

/// <summary>One product C (M, N) = [C +] A·B [+ bias]: where it lies and how to multiply parts of it.</summary>
/// <typeparam name="TLanes">The register.</typeparam>
internal unsafe struct MatrixProduct<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    public int M;
    public int N;
    public int K;
    public float* A;
    public float* B;
    public float* Bias;
    public float* C;
    public bool TransposeA;
    public bool TransposeB;
    public bool Accumulate;

    /// <summary>Panels of B, two registers wide.</summary>
    public readonly int Panels => (N + MatMulBlocking.PanelWidth<TLanes>() - 1) / MatMulBlocking.PanelWidth<TLanes>();

    /// <summary>
    /// Packs rows [firstRow, endRow) of A over [firstK, endK) for a block that starts at <paramref name="blockRow"/> and has
    /// <paramref name="blockRows"/> rows. K block follows K block; in each, panel follows panel.
    /// </summary>
    public readonly void PackA(int blockRow, int blockRows, int firstRow, int endRow, int firstK, int endK, float* packed)
    {
        for (int k = firstK; k < endK; k += MatMulBlocking.KBlock)
        {
            int depth = Math.Min(MatMulBlocking.KBlock, endK - k);
            float* block = packed + ((long)blockRows * (k - firstK));
            for (int row = firstRow, height; row < endRow; row += height)
            {
                height = MatMulBlocking.TileHeight<TLanes>(endRow - row);
                float* panel = block + ((long)(row - blockRow) * depth);
                if (TransposeA)
                {
                    Panel.CopyRows(A + ((long)k * M) + row, M, height, height, depth, panel);
                }
                else
                {
                    Panel.CopyTransposed(A + ((long)row * K) + k, K, height, height, depth, panel);
                }
            }
        }
    }

    /// <summary>
    /// Multiplies rows [firstRow, endRow) of a packed block of A with panels [firstPanel, endPanel) of B, over [firstK, endK).
    /// </summary>
    public readonly void Multiply(float* packedA, int blockRow, int blockRows, int firstRow, int endRow, int firstPanel, int endPanel, int firstK, int endK)
    {
        int width = MatMulBlocking.PanelWidth<TLanes>();
        float* group = MatMulScratch.ForB((long)MatMulBlocking.PanelsInGroup * MatMulBlocking.KBlock * width);
        for (int k = firstK; k < endK; k += MatMulBlocking.KBlock)
        {
            int depth = Math.Min(MatMulBlocking.KBlock, endK - k);
            float* panelsOfA = packedA + ((long)blockRows * (k - firstK)) + ((long)(firstRow - blockRow) * depth);
            bool inPlace = !TransposeB && MatMulBlocking.ReadsBInPlace<TLanes>(endRow - firstRow, K, N);
            int firstPacked = inPlace ? Math.Max(firstPanel, N / width) : firstPanel;
            PackB(firstPacked, endPanel, k, depth, group + ((long)(firstPacked - firstPanel) * depth * width));
            for (int row = firstRow, height; row < endRow; row += height)
            {
                height = MatMulBlocking.TileHeight<TLanes>(endRow - row);
                for (int panel = firstPanel; panel < endPanel; panel++)
                {
                    bool packed = panel >= firstPacked;
                    float* panelOfB = packed ? group + ((long)(panel - firstPanel) * depth * width) : B + ((long)k * N) + (panel * width);
                    MultiplyTile(row, height, panelsOfA + ((long)(row - firstRow) * depth), panel * width, panelOfB, packed ? width : N, k, depth);
                }
            }
        }
    }

    private readonly void PackB(int firstPanel, int endPanel, int k, int depth, float* target)
    {
        int width = MatMulBlocking.PanelWidth<TLanes>();
        int panel = firstPanel;
        if (!TransposeB && firstPanel < Math.Min(endPanel, N / width))
        {
            int whole = Math.Min(endPanel, N / width) - firstPanel;
            Panel.CopyRowsOfPanels<TLanes>(B + ((long)k * N) + (firstPanel * width), N, whole, depth, target);
            panel += whole;
        }

        for (; panel < endPanel; panel++)
        {
            int column = panel * width;
            int columns = Math.Min(width, N - column);
            float* panelOfB = target + ((long)(panel - firstPanel) * depth * width);
            if (TransposeB)
            {
                Panel.CopyTransposed(B + ((long)column * K) + k, K, columns, width, depth, panelOfB);
            }
            else
            {
                Panel.CopyRows(B + ((long)k * N) + column, N, columns, width, depth, panelOfB);
            }
        }
    }

    private readonly void MultiplyTile(int row, int height, float* panelOfA, int column, float* panelOfB, nint strideB, int k, int depth)
    {
        int width = MatMulBlocking.PanelWidth<TLanes>();
        float* c = C + ((long)row * N) + column;
        bool add = Accumulate || k > 0;
        float* bias = Bias != null && k + depth == K ? Bias + column : null;
        if (N - column >= width)
        {
            Tile<TLanes>.Multiply(height, panelOfA, panelOfB, strideB, depth, c, N, add, bias);
        }
        else
        {
            Tile<TLanes>.MultiplyNarrow(height, panelOfA, panelOfB, strideB, depth, c, N, N - column, add, bias);
        }
    }
}
