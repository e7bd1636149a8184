using System.Diagnostics;

namespace NanoGpt;

/// <summary>
/// Trains a model. Everything that decides the next step is here: the parameters, the optimizer's moments, the random
/// generator, the batch that was drawn ahead. A checkpoint keeps it all, so that a run that was stopped goes on as if it
/// had not been.
/// </summary>
public sealed class Trainer
{
    private readonly IReadOnlyList<ITrainingObserver> observers;
    private readonly IReadOnlyList<Tensor> parameters;
    private readonly ISchedule schedule;
    private readonly Evaluator evaluator;
    private readonly StepMeasurements measurements;
    private int savedStep = -1;

    /// <summary>A run from the beginning, in nanoGPT's order: seed, model, first batch.</summary>
    /// <param name="config">The options.</param>
    /// <param name="data">The text.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="outDir">Where checkpoints go; null: nowhere.</param>
    /// <param name="observers">Who is told.</param>
    /// <exception cref="DataException">The options or the text do not fit each other.</exception>
    public Trainer(TrainConfig config, TextData data, Device device, string? outDir = null, params IReadOnlyList<ITrainingObserver> observers)
    {
        config.Validate();
        MemoryNeed.Require(config, data.Vocabulary.Size, device, trains: true);
        Config = config;
        Data = data;
        OutDir = outDir;
        this.observers = observers;
        Generator = new TorchGenerator((ulong)config.Seed);
        Model = ModelFactory.Create(config, data.Vocabulary.Size, Generator, device);
        Model.RecomputesBlocks = config.Recompute == Recomputation.Blocks;
        Model.Precision = config.Dtype == NumberType.Bfloat16 ? new MixedPrecision() : null;
        Batches = new BatchLoader(data, config.BatchSize, config.BlockSize, Generator, device);
        parameters = Model.Parameters;
        var groups = config.DecayAll ? [new ParameterGroup(parameters, config.WeightDecay)] : AdamW.DecayGroups(parameters, config.WeightDecay);
        Optimizer = new AdamW(groups, config.LearningRate, config.Beta1, config.Beta2);
        schedule = config.Schedule();
        evaluator = new Evaluator(Model, Batches, config.EvalIters);
        measurements = new StepMeasurements(config.GradientAccumulationSteps, device);
        if (config.Prefetch)
        {
            Batches.DrawNext();
        }
    }

    /// <summary>The options.</summary>
    public TrainConfig Config { get; }

    /// <summary>The text.</summary>
    public TextData Data { get; }

    /// <summary>Where checkpoints go, or null.</summary>
    public string? OutDir { get; }

    /// <summary>What learns.</summary>
    public LanguageModel Model { get; }

    /// <summary>How it learns.</summary>
    public AdamW Optimizer { get; }

    /// <summary>What it learns from.</summary>
    public BatchLoader Batches { get; }

    /// <summary>Where weights and batches are drawn from.</summary>
    public TorchGenerator Generator { get; }

    /// <summary>Steps made.</summary>
    public int Step { get; internal set; }

    /// <summary>The step of the last evaluation that <c>eval-interval</c> asked for; -1: none yet.</summary>
    public int EvaluatedStep { get; internal set; } = -1;

    /// <summary>The lowest validation loss so far.</summary>
    public double BestValLoss { get; internal set; } = double.PositiveInfinity;

    /// <summary>Whether the checkpoint in the folder is the one of <see cref="BestValLoss"/>.</summary>
    public bool IsCheckpointBest { get; internal set; }

    /// <summary>Trains until <c>max-iters</c> steps are made or somebody asks to stop; ends with an evaluation and a checkpoint.</summary>
    /// <remarks>nanoGPT makes one more step after its last evaluation, which nothing measures.</remarks>
    /// <param name="stop">The step in hand is finished, then the checkpoint is saved.</param>
    /// <exception cref="DataException">The loss is not finite, or the checkpoint cannot be saved.</exception>
    public void Run(CancellationToken stop = default)
    {
        int first = Step;
        while (!stop.IsCancellationRequested)
        {
            bool ends = Step >= Config.MaxIters;
            if (Config.SampleInterval > 0 && Step > first && (ends || Step % Config.SampleInterval == 0))
            {
                Sample();
            }

            EvaluateIfDue(ends, stop); // after the sample: what a run reports last is its losses
            if (ends)
            {
                break;
            }

            TrainStep();
        }

        if (savedStep != Step)
        {
            Save(isBest: false);
        }
    }

    /// <summary>Goes on from a checkpoint, in every bit as if the run had not been stopped.</summary>
    /// <exception cref="DataException">It does not fit the options or the text.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        checkpoint.RestoreInto(this);
        savedStep = Step;
    }

    /// <summary>The losses of the model as it is now, on batches that the generator draws.</summary>
    /// <exception cref="DataException">A loss is not finite.</exception>
    /// <exception cref="OperationCanceledException">Somebody asked to stop.</exception>
    public Evaluation Evaluate(CancellationToken stop = default)
    {
        var evaluation = evaluator.Evaluate(Step, stop);
        RequireFinite("training loss of the evaluation", evaluation.Train);
        RequireFinite("validation loss", evaluation.Val);
        return evaluation;
    }

    /// <summary>One step: forward, backward, clip, update.</summary>
    public void TrainStep()
    {
        long start = Stopwatch.GetTimestamp();
        Optimizer.LearningRate = schedule.At(Step);
        for (int i = 0; i < Config.GradientAccumulationSteps; i++)
        {
            AccumulateGradients(i);
        }

        GradientClipping.ClipNorm(parameters, Config.GradClip > 0 ? Config.GradClip : double.PositiveInfinity, measurements.SquaredNorm);
        var (loss, norm) = measurements.Read(); // the one place of a step where the program waits for a GPU
        RequireFinite("loss", loss);
        RequireFinite("norm of the gradient", norm);
        Optimizer.Step();
        Optimizer.ZeroGrad();

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var report = new StepReport(Step, loss, Optimizer.LearningRate, norm, 1000 * seconds, Config.TokensPerStep / seconds);
        Step++;
        for (int i = 0; i < observers.Count; i++)
        {
            observers[i].OnStep(report);
        }
    }

    /// <summary>Adds one batch's gradients, as its share of the step. The next batch is drawn between forward and backward, as in nanoGPT.</summary>
    /// <param name="number">The batch's number within the step.</param>
    private void AccumulateGradients(int number)
    {
        if (!Config.Prefetch)
        {
            Batches.DrawNext();
        }

        using var scope = Tensor.Scope();
        Batches.LoadNext();
        var loss = Model.Loss(Batches.Tokens, Batches.Targets);
        measurements.Loss(number).Assign(loss);
        if (Config.Prefetch)
        {
            Batches.DrawNext();
        }

        loss.Backward(Tensor.Full([], 1.0 / Config.GradientAccumulationSteps, Model.Device));
    }

    /// <summary>
    /// Evaluates when <c>eval-interval</c> says so, and at the end. An evaluation that only the end asked for puts the
    /// generator back, so that a later run with more steps sees the batches that it would have seen without the end.
    /// </summary>
    private void EvaluateIfDue(bool ends, CancellationToken stop)
    {
        bool onInterval = Step % Config.EvalInterval == 0 && Step != EvaluatedStep;
        if (!onInterval && !ends)
        {
            return;
        }

        byte[] before = Generator.GetState();
        Evaluation evaluation;
        try
        {
            evaluation = Evaluate(stop);
        }
        catch (OperationCanceledException)
        {
            Generator.SetState(before);
            return;
        }

        if (onInterval)
        {
            EvaluatedStep = Step;
        }
        else
        {
            Generator.SetState(before);
        }

        foreach (var observer in observers)
        {
            observer.OnEvaluation(evaluation);
        }

        bool isBest = evaluation.Val < BestValLoss;
        if (isBest || Config.AlwaysSaveCheckpoint)
        {
            BestValLoss = Math.Min(BestValLoss, evaluation.Val);
            if (Step > 0)
            {
                Save(isBest);
            }
        }
    }

    /// <summary>A text by the model as it is now. Its draws come from a generator of their own: training does not notice.</summary>
    private void Sample()
    {
        if (Config.SampleTokens == 0)
        {
            return;
        }

        var vocabulary = Data.Vocabulary;
        int prompt = Math.Max(0, vocabulary.Characters.IndexOf('\n'));
        var sampler = new Sampler(Model, new TorchGenerator((ulong)Config.Seed)) { Temperature = 0.8, TopK = 200 };
        string text = vocabulary.Decode([.. sampler.Generate([prompt], Config.SampleTokens)]);
        foreach (var observer in observers)
        {
            observer.OnSample(Step, text);
        }
    }

    /// <summary>Saves everything. A better checkpoint that this one would replace is set aside.</summary>
    private void Save(bool isBest)
    {
        if (OutDir is null)
        {
            return;
        }

        foreach (var observer in observers)
        {
            observer.OnSaving();
        }

        if (IsCheckpointBest && !isBest && !Config.AlwaysSaveCheckpoint)
        {
            CheckpointFiles.SetAsideAsBest(OutDir);
        }

        IsCheckpointBest = isBest;
        Checkpoint.Save(CheckpointFiles.Latest(OutDir), this);
        if (isBest || savedStep < 0)
        {
            CheckpointFiles.ForgetBest(OutDir); // worse than this one, or of a run that this one replaces
        }

        savedStep = Step;
    }

    private void RequireFinite(string what, double value)
    {
        if (!double.IsFinite(value))
        {
            string kept = savedStep >= 0 ? $"the checkpoint of step {savedStep} is kept in {OutDir}" : "there is no checkpoint yet";
            throw new DataException(
                FormattableString.Invariant($"The {what} is {value} at step {Step}, so training stopped; {kept}. Try a smaller --learning-rate, a longer --warmup-iters, or --grad-clip 1."));
        }
    }
}
