namespace NanoGpt;

/// <summary>
/// What a training step tells about itself: the loss of each of its batches and the norm of the gradient. They are collected on
/// the device, side by side, and read together once a step, since every reading waits until a GPU has done all its work.
/// </summary>
internal sealed class StepMeasurements
{
    private readonly Tensor numbers; // (batches + 1): the losses, then the squared norm
    private readonly Tensor[] losses;
    private readonly double[] values;

    private readonly ProcessGroup group;

    /// <summary>Room for so many batches a step.</summary>
    /// <param name="batches">This rank's.</param>
    /// <param name="device">Where they are measured.</param>
    /// <param name="group">Who measures together.</param>
    public StepMeasurements(int batches, Device device, ProcessGroup group)
    {
        this.group = group;
        numbers = Tensor.Zeros([batches + 1], device);
        losses = [.. Enumerable.Range(0, batches).Select(i => numbers.Narrow(0, i, 1))];
        SquaredNorm = numbers.Narrow(0, batches, 1);
        values = new double[batches + 1];
    }

    /// <summary>(1): the square of the gradient's norm.</summary>
    public Tensor SquaredNorm { get; }

    /// <summary>(1): the loss of a batch.</summary>
    public Tensor Loss(int batch) => losses[batch];

    /// <summary>The mean loss of the step's batches and the norm, of all ranks.</summary>
    /// <exception cref="RankFailureException">The ranks' gradients are not the same any more.</exception>
    public (double Loss, double Norm) Read()
    {
        numbers.CopyTo(values);
        double sum = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            sum += values[i] / losses.Length;
        }

        if (group.Size == 1)
        {
            return (sum, Math.Sqrt(values[^1]));
        }

        var all = group.Gather((Loss: sum, SquaredNorm: values[^1]));
        int stranger = Array.FindIndex(all, other => BitConverter.DoubleToInt64Bits(other.SquaredNorm) != BitConverter.DoubleToInt64Bits(all[0].SquaredNorm));
        return stranger < 0 ? (all.Sum(other => other.Loss) / all.Length, Math.Sqrt(values[^1])) : throw new SharedFailureException(FormattableString.Invariant(
            $"After the ranks' gradients were summed, their squared norm is {all[0].SquaredNorm} on rank 0 and {all[stranger].SquaredNorm} on rank {stranger}: their models have drifted apart, by a fault of the network or of a machine. The last checkpoint is safe: start again with --resume."));
    }
}
