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

    /// <summary>Room for so many batches a step.</summary>
    public StepMeasurements(int batches, Device device)
    {
        numbers = Tensor.Zeros([batches + 1], device);
        losses = [.. Enumerable.Range(0, batches).Select(i => numbers.Narrow(0, i, 1))];
        SquaredNorm = numbers.Narrow(0, batches, 1);
        values = new double[batches + 1];
    }

    /// <summary>(1): the square of the gradient's norm.</summary>
    public Tensor SquaredNorm { get; }

    /// <summary>(1): the loss of a batch.</summary>
    public Tensor Loss(int batch) => losses[batch];

    /// <summary>The mean loss of the step's batches and the norm.</summary>
    public (double Loss, double Norm) Read()
    {
        numbers.CopyTo(values);
        double sum = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            sum += values[i] / losses.Length;
        }

        return (sum, Math.Sqrt(values[^1]));
    }
}
