using ILGPU;

namespace Kernels;

/// <summary>The right columns, as kernels look them up. A wrong one is reported, and its row left out.</summary>
/// <param name="targets">(rows).</param>
/// <param name="columns">Number of classes.</param>
/// <param name="ignoreIndex">The target of rows that count for nothing.</param>
/// <param name="faults">Where wrong ones are reported.</param>
internal readonly struct TargetView(ArrayView<int> targets, int columns, int ignoreIndex, FaultView faults)
{
    /// <summary>What <see cref="Of"/> gives for a row that is left out.</summary>
    public const int None = int.MaxValue;

    /// <summary>The right column of a row, or <see cref="None"/>.</summary>
    public int Of(int row)
    {
        int target = targets[row];
        return target == ignoreIndex || target < 0 || target >= columns ? None : target;
    }

    /// <summary>Reports a row's target if it is wrong. For one thread of a row.</summary>
    public void Check(int row)
    {
        int target = targets[row];
        if (target != ignoreIndex && (target < 0 || target >= columns))
        {
            faults.Report(row, target, columns, FaultView.Class, ignoreIndex);
        }
    }
}
