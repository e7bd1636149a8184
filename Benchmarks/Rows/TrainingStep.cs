namespace Benchmarks;

/// <summary>
/// A GPT that trains on random tokens. A step is forward, zero grad, backward, clipping and AdamW: what nanoGPT's loop
/// does for each batch.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    private readonly Device device;
    private readonly Gpt model;
    private readonly AdamW optimizer;
    private readonly TorchGenerator generator = new(1337);
    private readonly int batch;

    /// <summary>A model with fresh weights on a device of its own.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="batch">Sequences of the full context in a batch.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="recomputes">Whether each block is computed twice, and forgotten between.</param>
    public TrainingStep(GptConfig config, int batch, int threads, bool recomputes = false)
    {
        device = Target.Create(threads);
        this.batch = batch;
        model = new Gpt(config, generator, device) { RecomputesBlocks = recomputes };
        optimizer = new AdamW(AdamW.DecayGroups(model.Parameters, weightDecay: 0.1), learningRate: 1e-3, beta1: 0.9, beta2: 0.99);
    }

    /// <summary>
    /// Floating point operations that a step cannot do without: 6 for each weight of a matrix product and token (2
    /// forward, 4 backward), and the lower triangles of attention.
    /// </summary>
    public double Flops
    {
        get
        {
            var config = model.Config;
            var attention = new AttentionShape(batch, config.BlockSize, config.NEmbd, config.NHead);
            double products = 6.0 * model.NonPositionParameterCount * batch * config.BlockSize;
            return products + (config.NLayer * (attention.ForwardFlops + attention.BackwardFlops));
        }
    }

    /// <summary>How often its tensors' memory had to come from the system.</summary>
    public long SystemAllocations => device.Pool.Statistics.SystemAllocations;

    /// <summary>One step.</summary>
    public void Run()
    {
        using var scope = Tensor.Scope();
        var tokens = RandomTokens();
        var targets = RandomTokens();
        var loss = model.Loss(tokens, targets);
        optimizer.ZeroGrad();
        loss.Backward();
        GradientClipping.ClipNorm(optimizer.Parameters, 1);
        optimizer.Step();
        device.Synchronize();
        if (!double.IsFinite(loss.Item()))
        {
            throw new InvalidOperationException("The training step's loss is not a finite number: a kernel is wrong, and its time means nothing.");
        }
    }

    /// <summary>Gives the memory and the threads back.</summary>
    public void Dispose()
    {
        foreach (var parameter in model.Parameters)
        {
            parameter.ZeroGrad();
            parameter.Free();
        }

        foreach (var moment in optimizer.FirstMoments.Concat(optimizer.SecondMoments))
        {
            moment.Free();
        }

        Target.Release(device);
    }

    private Tensor RandomTokens() =>
        Tensor.RandInt(0, model.VocabSize, [batch, model.BlockSize], generator, device);
}
