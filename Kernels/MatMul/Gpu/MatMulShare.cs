using ILGPU;

namespace Kernels;

/// <summary>How a matrix lies in memory: a constant for the compiler, so that each kernel is compiled for each way that is met.</summary>
internal interface IMatMulLayout
{
    /// <summary>Whether neighbours in memory belong to one sum, or else to neighbouring sums.</summary>
    static abstract bool IsAlong { get; }
}

/// <summary>A as it is, B transposed: K-contiguous.</summary>
internal readonly struct AlongSums : IMatMulLayout
{
    /// <inheritdoc/>
    public static bool IsAlong => true;
}

/// <summary>A transposed, B as it is: M- or N-contiguous.</summary>
internal readonly struct AcrossSums : IMatMulLayout
{
    /// <inheritdoc/>
    public static bool IsAlong => false;
}

/// <summary>
/// Which elements of a block of A or B a thread copies, in as many steps as needed. Whichever way the matrix lies, neighbouring
/// threads take neighbours in memory.
/// </summary>
/// <typeparam name="TBlock">The block's sizes, all powers of two.</typeparam>
/// <typeparam name="TLayout">How the matrix lies.</typeparam>
internal static class MatMulShare<TBlock, TLayout>
    where TBlock : struct, IMatMulBlock
    where TLayout : struct, IMatMulLayout
{
    /// <summary>The row of A or column of B.</summary>
    /// <param name="step">Which step.</param>
    /// <param name="unit">Neighbours that a thread takes at once.</param>
    public static int W(int step, int unit) => TLayout.IsAlong ? Outer(step, unit) : Inner(step, unit);

    /// <summary>The place in the sum.</summary>
    /// <param name="step">Which step.</param>
    /// <param name="unit">Neighbours that a thread takes at once.</param>
    public static int K(int step, int unit) => TLayout.IsAlong ? Inner(step, unit) : Outer(step, unit);

    private static int Count(int unit) => (TLayout.IsAlong ? TBlock.Depth : TBlock.Width) / unit;

    /// <summary>Threads that lie side by side.</summary>
    private static int Lanes(int unit) => Count(unit) < TBlock.Threads ? Count(unit) : TBlock.Threads;

    private static int Inner(int step, int unit) => ((Group.IdxX % Lanes(unit)) + (step % (Count(unit) / Lanes(unit)) * Lanes(unit))) * unit;

    private static int Outer(int step, int unit) => (Group.IdxX / Lanes(unit)) + (step / (Count(unit) / Lanes(unit)) * (TBlock.Threads / Lanes(unit)));
}
