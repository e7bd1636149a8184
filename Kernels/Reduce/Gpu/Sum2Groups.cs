using ILGPU;

namespace Kernels;

/// <summary>
/// One group a sum, or a part of one, for inner = 1. Neighbouring threads now read neighbouring summands, and 256 of them work on
/// one sum; what they found meets in shared memory. A single long sum still keeps but one multiprocessor busy: then
/// the sum is cut into parts, and a second stage adds those.
/// </summary>
/// <param name="summand">What is summed.</param>
/// <param name="y">(outer, parts).</param>
/// <param name="stage">The sizes.</param>
internal readonly struct Sum2Groups<TSummand, TGroup>(TSummand summand, ArrayView<float> y, SumStage stage) : IGpuKernel
    where TSummand : struct, ISummand
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int result = Grid.IdxX;
        int outer = result / stage.Parts;
        int first = result % stage.Parts * stage.Part;
        int count = Math.Min(stage.Part, stage.N - first);
        int start = (outer * stage.N) + first;
        float sum = 0;
        for (int k = Group.IdxX; k < count; k += TGroup.Size)
        {
            sum += summand.At(start + k, outer);
        }

        sum = GroupReduce<TGroup>.Sum(sum) * stage.Scale;
        if (Group.IdxX == 0)
        {
            y[result] = stage.Adds != 0 ? y[result] + sum : sum;
        }
    }
}
