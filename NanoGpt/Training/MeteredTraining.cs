using System.Diagnostics;

namespace NanoGpt;

/// <summary>
/// A few real training steps of a configuration on random tokens: first as they are, then with every kernel timed. What the first say
/// is the speed; what the second say is where the time goes.
/// </summary>
public sealed class MeteredTraining
{
    /// <summary>The first steps take the memory and wait for the compiler, which optimises a method in the background after some calls.</summary>
    private const int FewestWarmUpSteps = 3;
    private const double WarmUpSeconds = 1;

    private MeteredTraining(Trainer trainer, Device device, double seconds, IReadOnlyList<KernelMeter> steps, double meteredSeconds)
    {
        (Trainer, Seconds, Steps) = (trainer, seconds, steps);
        Roofline = Roofline.Of(device, steps, meteredSeconds);
    }

    /// <summary>Who made the steps.</summary>
    public Trainer Trainer { get; }

    /// <summary>A step's time while nobody measured its kernels: the median.</summary>
    public double Seconds { get; }

    /// <summary>What was written down, step by step.</summary>
    public IReadOnlyList<KernelMeter> Steps { get; }

    /// <summary>The operations beside the device's limits.</summary>
    public Roofline Roofline { get; }

    /// <summary>Trains and measures.</summary>
    /// <param name="start">The options, and perhaps a model.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="steps">Steps of either kind.</param>
    /// <param name="stop">Asked between steps.</param>
    /// <exception cref="DataException">The options do not fit, or the device has not the memory.</exception>
    /// <exception cref="OperationCanceledException">Somebody asked to stop.</exception>
    public static MeteredTraining Run(TrainingStart start, Device device, int steps, CancellationToken stop = default)
    {
        var config = start.Config;
        var metered = new MeteredDevice(device);
        int vocabSize = config.RowsFor(start.Source is null ? ParameterCount.UsualVocabSize(config) : config.VocabSize);
        using var data = new RandomTokens(vocabSize, config.BatchSize * (config.BlockSize + 1), config.Seed);
        var trainer = new Trainer(start, data, metered);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < FewestWarmUpSteps || Stopwatch.GetElapsedTime(begin).TotalSeconds < WarmUpSeconds; i++)
        {
            Step();
        }

        double[] plain = [.. Enumerable.Range(0, steps).Select(_ => Step()).Order()];
        var meters = new List<KernelMeter>();
        double seconds = 0;
        for (int i = 0; i < steps; i++)
        {
            metered.Start();
            seconds += Step() / steps;
            meters.Add(metered.Stop());
        }

        return new MeteredTraining(trainer, device, plain[steps / 2], meters, seconds);

        double Step()
        {
            stop.ThrowIfCancellationRequested();
            long before = Stopwatch.GetTimestamp();
            trainer.TrainStep(CancellationToken.None);
            metered.Synchronize();
            return Stopwatch.GetElapsedTime(before).TotalSeconds;
        }
    }
}
