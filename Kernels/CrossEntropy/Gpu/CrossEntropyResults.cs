using ILGPU;

namespace Kernels;

/// <summary>What one thread of a row does with log Σ exp x, once it is known.</summary>
internal readonly struct CrossEntropyResults<TNumbers>(TNumbers x, TargetView targets, ArrayView<float> losses, ArrayView<float> logSumExp, int columns)
    where TNumbers : struct, INumbers
{
    /// <summary>Writes a row's loss and what its backward pass needs.</summary>
    public void Store(int row, float total)
    {
        targets.Check(row);
        int target = targets.Of(row);
        logSumExp[row] = total;
        losses[row] = target == TargetView.None ? 0 : total - x.At((row * columns) + target);
    }
}
