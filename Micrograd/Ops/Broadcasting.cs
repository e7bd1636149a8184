namespace Micrograd;

public sealed partial class Tensor
{
    /// <summary>Pairs of shapes that meet in each way that broadcasting knows.</summary>
    private static int[][][] BinaryTrials =>
    [
        [[3, 4], [3, 4]],
        [[1], [1]],
        [[], [2, 3]],
        [[2, 3], []],
        [[2, 3, 4], [4]],
        [[3, 4], [2, 3, 4]],
        [[2, 3, 4], [2, 3, 1]],
        [[5, 1], [1, 4]],
        [[2, 3, 4], [2, 1, 4]],
        [[2, 1, 4], [1, 3, 1]],
    ];
}
