using ILGPU;

namespace Kernels;

/// <summary>
/// A ring of stages in shared memory: each holds the panels of A and B for one step of a tile's sums. Copies fill it two stages ahead of the one that is worked on, and go from the
/// last step of a tile straight on to the first of the group's next, so that the tensor cores need not wait for memory where a tile begins. Behind the stages lie their barriers.
/// </summary>
/// <typeparam name="TTile">The tile.</typeparam>
/// <typeparam name="TNumber">What A and B are made of.</typeparam>
/// <typeparam name="TCores">Who copies and multiplies.</typeparam>
/// <typeparam name="TLayoutA">How A lies.</typeparam>
/// <typeparam name="TLayoutB">How B lies.</typeparam>
/// <param name="arguments">The product.</param>
/// <param name="shared">Address of the ring.</param>
/// <param name="tiles">How many tiles there are.</param>
internal readonly struct PanelRing<TTile, TNumber, TCores, TLayoutA, TLayoutB>(PanelArguments arguments, uint shared, int tiles)
    where TTile : struct, IPanelTile
    where TNumber : struct, IPanelNumber
    where TCores : struct, ITileCores
    where TLayoutA : struct, IMatMulLayout
    where TLayoutB : struct, IMatMulLayout
{
    private const int PanelsOfA = IPanelTile.Rows / SharedPanel.Size;
    private const uint BytesOfBarriers = 64;

    private static int PanelsOfB => TTile.Columns / SharedPanel.Size;

    private static uint StageBytes => IPanelTile.BytesOfA + (uint)(PanelsOfB * SharedPanel.Bytes);

    private static uint BarriersAt => (uint)TCores.Stages * StageBytes;

    /// <summary>Bytes of the ring.</summary>
    public static uint Bytes => BarriersAt + BytesOfBarriers;

    /// <summary>Prepares the barriers, and starts the copies of the first two steps.</summary>
    /// <returns>The step after them.</returns>
    public PanelCursor Begin()
    {
        TCores.Begin(shared + BarriersAt);
        var first = new PanelCursor(Grid.IdxX, arguments.PlaceOf(Grid.IdxX, IPanelTile.Rows, TTile.Columns), 0, 0);
        return CopyNext(CopyNext(first));
    }

    /// <summary>Starts the copies of a step, into the stage whose turn it is: numbers beyond the last term are zeros, and behind the last tile nothing is copied.</summary>
    /// <returns>The step after it.</returns>
    public PanelCursor CopyNext(PanelCursor at)
    {
        // Without a branch around the copies, so that they find their places between multiplications.
        var place = at.Place;
        int end = at.Tile < tiles ? place.End : 0, first = place.FirstK + at.K;
        uint turn = (uint)(at.Step % TCores.Stages);
        uint a = shared + (turn * StageBytes), barrier = shared + BarriersAt + (8 * turn);
        TCores.BeginCopies(first < end, barrier, StageBytes);
        TCores.Copy<TNumber, TLayoutA>(arguments.A, place.Product, place.Row, first, end, a, PanelsOfA, barrier);
        TCores.Copy<TNumber, TLayoutB>(arguments.B, place.Product, place.Column, first, end, a + IPanelTile.BytesOfA, PanelsOfB, barrier);
        int tile = at.Tile, k = at.K + SharedPanel.TermsOf<TNumber>();
        if (place.FirstK + k >= place.End)
        {
            tile += Grid.DimX;
            place = arguments.PlaceOf(tile, IPanelTile.Rows, TTile.Columns);
            k = 0;
        }

        TCores.EndCopies();
        return new PanelCursor(tile, place, k, at.Step + 1);
    }

    /// <summary>Waits for a step's copies, and for everybody: nobody works any more on the stage that is filled next.</summary>
    /// <param name="step">Its number, those of all the group's tiles counted.</param>
    /// <returns>Address of its stage.</returns>
    public uint WaitFor(int step)
    {
        uint turn = (uint)(step % TCores.Stages);
        TCores.WaitForCopies(shared + BarriersAt + (8 * turn), (uint)(step / TCores.Stages % 2)); // mine at least have come,
        Group.Barrier(); // and everybody's
        return shared + (turn * StageBytes);
    }
}

/// <summary>Where the copies of a <see cref="PanelRing{TTile, TNumber, TCores, TLayoutA, TLayoutB}"/> are.</summary>
/// <param name="Tile">Of which tile.</param>
/// <param name="Place">Where that tile lies.</param>
/// <param name="K">From which term of its sums on.</param>
/// <param name="Step">How many steps were before.</param>
internal readonly record struct PanelCursor(int Tile, MatMulPlace Place, int K, int Step);

/// <summary>The tile of C that a group of 256 threads computes at once: a constant for the compiler.</summary>
internal interface IPanelTile
{
    /// <summary>Height of every tile: two panels.</summary>
    public const int Rows = 2 * SharedPanel.Size;

    /// <summary>Bytes of the panels of A of a step; those of B lie behind them.</summary>
    public const uint BytesOfA = 2 * SharedPanel.Bytes;

    /// <summary>Width, a multiple of a panel's.</summary>
    static abstract int Columns { get; }
}

/// <summary>128 x 256: as many sums as the registers hold.</summary>
internal readonly struct PanelTile256 : IPanelTile
{
    /// <inheritdoc/>
    public static int Columns => 256;
}

/// <summary>128 x 192: the registers hold two.</summary>
internal readonly struct PanelTile192 : IPanelTile
{
    /// <inheritdoc/>
    public static int Columns => 192;
}
