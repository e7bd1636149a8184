using ILGPU;

namespace Kernels;

/// <summary>
/// One thread a sum, or a part of one. Neighbouring threads read neighbouring addresses where inner is large: full bandwidth
/// then. With inner = 1 their addresses are n apart and each read moves a whole line; with few sums most of the GPU
/// has nothing to do.
/// </summary>
/// <param name="summand">What is summed.</param>
/// <param name="y">(outer, parts, inner).</param>
/// <param name="stage">The sizes.</param>
internal readonly struct Sum1Threads<TSummand, TGroup>(TSummand summand, ArrayView<float> y, SumStage stage) : IGpuKernel
    where TSummand : struct, ISummand
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int result = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (result >= y.IntLength)
        {
            return;
        }

        int row = result / stage.Inner;
        int column = result - (row * stage.Inner);
        int outer = row / stage.Parts;
        int first = row % stage.Parts * stage.Part;
        int count = Math.Min(stage.Part, stage.N - first);
        int at = (((outer * stage.N) + first) * stage.Inner) + column;
        float sum = 0;
        for (int k = 0; k < count; k++)
        {
            sum += summand.At(at, (outer * stage.Inner) + column);
            at += stage.Inner;
        }

        sum *= stage.Scale;
        y[result] = stage.Adds != 0 ? y[result] + sum : sum;
    }
}
