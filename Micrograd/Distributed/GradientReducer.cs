namespace Micrograd;

/// <summary>
/// Sums gradients over all ranks while the backward pass still runs: as soon as all gradients of a bucket are final, its sum
/// begins. Every rank has the same model, so the buckets set off in the same order everywhere.
/// </summary>
public sealed class GradientReducer
{
    private readonly int[] waiting; // gradients of each bucket that are not final yet
    private readonly Collective?[] running;
    private Buffer[]? slices; // this rank's, where gradients are scattered
    private int next; // the bucket that sets off next
    private bool isLast;

    /// <summary>Gives every parameter's gradient its place, and everyone the first rank's parameters.</summary>
    /// <param name="group">Who trains together.</param>
    /// <param name="parameters">In the order in which a forward pass uses them; the same everywhere.</param>
    /// <param name="scatters">Whether each rank gets the sums of its own slices only, as <see cref="ShardedAdamW"/> needs them.</param>
    public GradientReducer(ProcessGroup group, IReadOnlyList<Tensor> parameters, bool scatters)
    {
        Group = group;
        Scatters = scatters;
        Buckets = GradientBuckets.Of(parameters, group.Size);
        waiting = new int[Buckets.Count];
        running = new Collective?[Buckets.Count];
        for (int b = 0; b < Buckets.Count; b++)
        {
            int bucket = b;
            foreach (var (parameter, offset) in Buckets[b].Parts)
            {
                using var noGrad = Tensor.NoGrad();
                var home = Buckets[b].Memory.Narrow(0, offset, parameter.Count).Reshape(parameter.Shape);
                home.Outlives = true;
                parameter.GradientSlot = new GradientSlot(home, () => OnFinal(bucket));
            }
        }

        Reset();
    }

    /// <summary>Who trains together.</summary>
    public ProcessGroup Group { get; }

    /// <summary>Whether each rank gets the sums of its own slices only.</summary>
    public bool Scatters { get; }

    /// <summary>Where the gradients lie.</summary>
    public IReadOnlyList<GradientBucket> Buckets { get; }

    /// <summary>Says that the next backward pass is the step's last one: what it finishes is final.</summary>
    public void BeforeLastBackward() => isLast = true;

    /// <summary>Waits until all sums are there.</summary>
    /// <exception cref="RankFailureException">A rank does not come.</exception>
    public void Finish()
    {
        while (next < Buckets.Count)
        {
            SetOff(); // has parameters that this model's loss does not use
        }

        for (int b = 0; b < Buckets.Count; b++)
        {
            running[b]!.Wait();
        }

        Reset();
    }

    /// <summary>As <see cref="GradientClipping.Measure"/>, for gradients of which each rank has its slices.</summary>
    /// <param name="squaredNorm">(1): becomes the square of the norm of all gradients.</param>
    public void MeasureSlices(Tensor squaredNorm)
    {
        slices ??= [.. Buckets.Select(bucket => bucket.Slice(Group.Rank, Group.Size))];
        squaredNorm.Kernels.Fill(squaredNorm.Buffer, 0);
        squaredNorm.Kernels.AddSquaredNorm(slices, squaredNorm.Buffer);
        Group.AllReduce(squaredNorm.Buffer).Wait();
    }

    private void OnFinal(int bucket)
    {
        if (!isLast)
        {
            return;
        }

        if (--waiting[bucket] < 0)
        {
            throw new InvalidOperationException("A gradient was added to after its backward pass had finished it: a parameter is used inside F.Recompute and outside of it, which ranks cannot sum.");
        }

        while (next < Buckets.Count && waiting[next] == 0)
        {
            SetOff();
        }

        Group.Progress();
    }

    private void SetOff()
    {
        var values = Buckets[next].Memory.Buffer;
        running[next++] = Scatters ? Group.ReduceScatter(values) : Group.AllReduce(values);
    }

    private void Reset()
    {
        (next, isLast) = (0, false);
        for (int b = 0; b < waiting.Length; b++)
        {
            waiting[b] = Buckets[b].Parts.Count;
            running[b] = null;
        }
    }
}
