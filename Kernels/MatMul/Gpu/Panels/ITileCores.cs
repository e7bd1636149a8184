namespace Kernels;

/// <summary>How 256 threads multiply a stage: two panels of A by four of B, added to sums that stay in registers.</summary>
internal interface ITileCores
{
    /// <summary>What the device must offer.</summary>
    static abstract KernelNeeds Needs { get; }

    /// <summary>Stages of the ring: three, and one more if multiplications go on while their stage is no longer the last.</summary>
    static abstract int Stages { get; }

    /// <summary>Prepares the barriers of the copies, of 8 bytes for each stage, where they are used.</summary>
    static abstract void Begin(uint barriers);

    /// <summary>Says how many bytes will come, if any.</summary>
    static abstract void BeginCopies(bool exist, uint barrier, uint bytes);

    /// <summary>Says that these were all of a step.</summary>
    static abstract void EndCopies();

    /// <summary>Starts copies of neighbouring panels.</summary>
    /// <param name="operand">The matrix.</param>
    /// <param name="product">Which product.</param>
    /// <param name="firstW">First row of A or column of B.</param>
    /// <param name="firstK">First term.</param>
    /// <param name="end">The first term that does not count.</param>
    /// <param name="target">Address in shared memory.</param>
    /// <param name="panels">How many.</param>
    /// <param name="barrier">Told of their arrival.</param>
    static abstract void Copy<TNumber, TLayout>(PanelOperand operand, int product, int firstW, int firstK, int end, uint target, int panels, uint barrier)
        where TNumber : struct, IPanelNumber
        where TLayout : struct, IMatMulLayout;

    /// <summary>Waits for the thread's copies of a step.</summary>
    /// <param name="barrier">Of the stage.</param>
    /// <param name="turn">0 and 1 alternately, each time that the stage is filled.</param>
    static abstract void WaitForCopies(uint barrier, uint turn);

    /// <summary>Multiplies, or starts to.</summary>
    /// <param name="a">Address of the panels of A.</param>
    /// <param name="b">Address of the panels of B.</param>
    static abstract void Multiply<TNumber, TLayoutA, TLayoutB>(uint a, uint b)
        where TNumber : struct, IPanelNumber
        where TLayoutA : struct, IMatMulLayout
        where TLayoutB : struct, IMatMulLayout;

    /// <summary>Waits until the stage before the one that was started last is done.</summary>
    static abstract void WaitForAllButOne();

    /// <summary>Waits until every stage is done.</summary>
    static abstract void WaitForAll();

    /// <summary>First row of a part of a warp's sums within the group's tile: 16 rows, 32 columns.</summary>
    static abstract int RowOf(int warp, int part);

    /// <summary>First column of it.</summary>
    static abstract int ColumnOf(int warp, int part);
}
