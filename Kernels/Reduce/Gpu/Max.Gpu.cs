using ILGPU;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    /// <inheritdoc/>
    public void MaxForward(Buffer x, Buffer y, Buffer argmax, int outer, int n, int inner)
    {
        // Strided reads of few long rows still beat a GPU with a handful of threads.
        const int Long = 256;
        if (new SumSizes(outer, n, inner).SuitGroups || (n >= Long && y.Length <= Long))
        {
            Launch(new MaxGroups<TGroup>(x.Floats(), y.Floats(), argmax.Ints(), n, inner), y.Length);
        }
        else
        {
            Launch(new MaxThreads<TGroup>(x.Floats(), y.Floats(), argmax.Ints(), n, inner), GroupsFor(y.Length));
        }
    }

    /// <inheritdoc/>
    public void MaxBackward(Buffer dy, Buffer argmax, Buffer dx, int outer, int n, int inner) =>
        Launch(new MaxBackward<TGroup>(dy.Floats(), argmax.Ints(), dx.Floats(), n, inner), GroupsFor(dx.Length));
}

/// <summary>Maximum and its first place: one thread a result, for short rows and for results that are neighbours.</summary>
internal readonly struct MaxThreads<TGroup>(ArrayView<float> x, ArrayView<float> y, ArrayView<int> argmax, int n, int inner) : IGpuKernel
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

        int at = (result / inner * n * inner) + (result % inner);
        float best = x[at];
        int place = 0;
        for (int k = 1; k < n; k++)
        {
            at += inner;
            float candidate = x[at];
            if (candidate > best)
            {
                best = candidate;
                place = k;
            }
        }

        y[result] = best;
        argmax[result] = place;
    }
}

/// <summary>
/// One group a result, for long rows. Each thread keeps the first maximum of those that it saw; in shared memory the larger
/// wins, of equal ones the earlier.
/// </summary>
internal readonly struct MaxGroups<TGroup>(ArrayView<float> x, ArrayView<float> y, ArrayView<int> argmax, int n, int inner) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        var bests = SharedMemory.Allocate<float>(TGroup.Size);
        var places = SharedMemory.Allocate<int>(TGroup.Size);
        int thread = Group.IdxX;
        int result = Grid.IdxX;
        int start = (result / inner * n * inner) + (result % inner);
        float best = float.NegativeInfinity;
        int place = thread;
        for (int k = thread; k < n; k += TGroup.Size)
        {
            float candidate = x[start + (k * inner)];
            if (k == thread || candidate > best)
            {
                best = candidate;
                place = k;
            }
        }

        bests[thread] = best;
        places[thread] = place;
        Group.Barrier();
        for (int half = TGroup.Size / 2; half > 0; half /= 2)
        {
            if (thread < half)
            {
                float other = bests[thread + half];
                if (other > bests[thread] || (other == bests[thread] && places[thread + half] < places[thread]))
                {
                    bests[thread] = other;
                    places[thread] = places[thread + half];
                }
            }

            Group.Barrier();
        }

        if (thread == 0)
        {
            y[result] = bests[0];
            argmax[result] = places[0];
        }
    }
}

/// <summary>dx(o, n, i) = dy(o, i) at the maximum, else 0: one thread an element.</summary>
internal readonly struct MaxBackward<TGroup>(ArrayView<float> dy, ArrayView<int> argmax, ArrayView<float> dx, int n, int inner) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int i = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (i < dx.IntLength)
        {
            int result = ReducedPlace.Of(i, n, inner);
            dx[i] = argmax[result] == i / inner % n ? dy[result] : 0;
        }
    }
}
