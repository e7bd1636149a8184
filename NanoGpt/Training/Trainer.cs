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
    private readonly GradientReducer? reducer; // null: a process alone
    private readonly double? flopsPerToken;
    private int savedStep = -1;

    /// <summary>A run from the beginning, in nanoGPT's order: seed, model, first batch.</summary>
    /// <param name="config">The options.</param>
    /// <param name="data">The text.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="outDir">Where checkpoints go; null: nowhere.</param>
    /// <param name="observers">Who is told.</param>
    /// <exception cref="DataException">The options or the text do not fit each other.</exception>
    public Trainer(TrainConfig config, TrainingData data, Device device, string? outDir = null, params IReadOnlyList<ITrainingObserver> observers)
        : this(new TrainingStart(config), data, device, outDir, observers)
    {
    }

    /// <summary>As <see cref="Trainer(TrainConfig, TrainingData, Device, string?, IReadOnlyList{ITrainingObserver})"/>, perhaps with a trained model or from a checkpoint.</summary>
    /// <inheritdoc cref="Trainer(TrainConfig, TrainingData, Device, string?, IReadOnlyList{ITrainingObserver})"/>
    /// <param name="start">The options, and where the weights come from.</param>
    public Trainer(TrainingStart start, TrainingData data, Device device, string? outDir = null, params IReadOnlyList<ITrainingObserver> observers)
    {
        var config = start.Config;
        config.Validate();
        int vocabSize = config.RowsFor(data.Codec.TokenCount);
        Group = start.Group;
        Share = BatchShare.Of(config, Group.Rank, Group.Size);
        MemoryNeed.Require(config with { BatchSize = Share.Rows }, vocabSize, device, trains: !config.EvalOnly);
        Config = config;
        Data = data;
        OutDir = outDir;
        this.observers = observers;
        Generator = new TorchGenerator((ulong)config.Seed);
        Model = start.Source is null ? ModelFactory.Create(config, vocabSize, Generator, device, Group.Rank) : ModelFactory.Load(start.Source, config, device, Group.Rank);
        Model.RecomputesBlocks = config.Recompute == Recomputation.Blocks;
        Model.Precision = config.Dtype == NumberType.Bfloat16 ? new MixedPrecision() : null;
        Batches = new BatchLoader(data, config.BatchSize, config.BlockSize, Generator, device, config.DataOrder, Share);
        parameters = Model.Parameters;
        reducer = Group.Size == 1 || config.EvalOnly ? null : new GradientReducer(Group, parameters, start.ShardsOptimizer);
        Optimizer = reducer is { Scatters: true }
            ? new ShardedAdamW(Groups(), config.LearningRate, config.Beta1, config.Beta2, config.Epsilon, reducer)
            : new AdamW(Groups(), config.LearningRate, config.Beta1, config.Beta2, config.Epsilon) { Precision = Model.Precision };
        schedule = config.Schedule();
        evaluator = new Evaluator(Model, Batches, config.EvalIters, Group, Group.Size / Share.Teams);
        measurements = new StepMeasurements(Share.Batches, device, Group);
        flopsPerToken = ModelFlops.PerToken(Model);
        if (config.Prefetch)
        {
            Batches.DrawNext();
        }

        if (start.Checkpoint is not null)
        {
            Restore(start.Checkpoint);
        }
    }

    /// <summary>The options.</summary>
    public TrainConfig Config { get; }

    /// <summary>Who trains together.</summary>
    public ProcessGroup Group { get; }

    /// <summary>What this rank does of every step.</summary>
    public BatchShare Share { get; }

    /// <summary>In how many pieces gradients travel; 0: they do not.</summary>
    public int Buckets => reducer?.Buckets.Count ?? 0;

    /// <summary>The text.</summary>
    public TrainingData Data { get; }

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

    /// <summary>The device's highest speed, if its share is to be reported.</summary>
    public PeakSpeed? Peak { get; init; }

    /// <summary>What HellaSwag is measured by, every <c>hellaswag-interval</c> steps.</summary>
    public IReadOnlyList<HellaSwagTask> HellaSwagTasks { get; init; } = [];

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
    /// <param name="stop">The batch in hand is finished; of a step of several batches, the others are left out and those before are taken back. Then the checkpoint is saved.</param>
    /// <exception cref="DataException">The loss is not finite, or the checkpoint cannot be saved.</exception>
    public void Run(CancellationToken stop = default)
    {
        int first = Step;
        while (!Group.Any(stop.IsCancellationRequested))
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

            TrainStep(stop);
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

    /// <summary>Gives the first rank's weights to all, so that they begin with the same bits, whatever processors drew them or read them. All ranks must call it before they train.</summary>
    public void ShareWeights()
    {
        foreach (var parameter in parameters)
        {
            Group.Broadcast(parameter.Buffer).Wait();
        }
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

    /// <summary>The share of HellaSwag's tasks that the model solves; null: it is not due.</summary>
    private double? EvaluateHellaSwag(bool ends, CancellationToken stop)
    {
        if (HellaSwagTasks.Count == 0 || (!ends && Step % Config.HellaswagInterval != 0))
        {
            return null;
        }

        var own = HellaSwagTasks.Where((_, i) => i % Group.Size == Group.Rank);
        var score = new HellaSwag(Model, Data.Codec).Solve(own, null, Group.Size == 1 ? stop : default); // ranks end together, or not at all
        return (double)Group.Gather(score.ByMean).Sum() / HellaSwagTasks.Count;
    }

    /// <summary>One step: forward, backward, clip, update.</summary>
    /// <param name="stop">Asked between the step's batches: then nothing has happened.</param>
    public void TrainStep(CancellationToken stop = default)
    {
        long start = Stopwatch.GetTimestamp();
        Optimizer.LearningRate = schedule.At(Step);
        var before = Share.Batches > 1 ? RandomState.Of(this) : null;
        for (int i = 0; i < Share.Batches; i++)
        {
            if (i > 0 && Group.Any(stop.IsCancellationRequested))
            {
                Optimizer.ZeroGrad();
                before!.Restore(this);
                return;
            }

            AccumulateGradients(i);
        }

        reducer?.Finish();
        MeasureGradients();
        var (loss, norm) = measurements.Read(); // the one place of a step where the program waits for a GPU
        RequireFinite("loss", loss);
        RequireFinite("norm of the gradient", norm);
        if (Config.GradClip > 0)
        {
            Optimizer.Step(measurements.SquaredNorm, Config.GradClip);
        }
        else
        {
            Optimizer.Step();
        }

        Optimizer.ZeroGrad();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double tokensPerSecond = Config.TokensPerStep / seconds;
        double? utilisation = flopsPerToken * tokensPerSecond / (Peak?.FlopsPerSecond * Group.Size);
        var report = new StepReport(Step, loss, Optimizer.LearningRate, norm, 1000 * seconds, tokensPerSecond, utilisation);
        Step++;
        for (int i = 0; i < observers.Count; i++)
        {
            observers[i].OnStep(report);
        }
    }

    private void MeasureGradients()
    {
        if (reducer is { Scatters: true })
        {
            reducer.MeasureSlices(measurements.SquaredNorm);
        }
        else
        {
            GradientClipping.Measure(parameters, measurements.SquaredNorm);
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

        if (number == Share.Batches - 1)
        {
            reducer?.BeforeLastBackward();
        }

        loss.Backward(Tensor.Full([], 1.0 / Share.Batches / Group.Size, Model.Device)); // the ranks' sum is the step's mean
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
            evaluation = Evaluate(stop) with { HellaSwag = EvaluateHellaSwag(ends, stop) };
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
        if (Config.SampleTokens == 0 || !Group.IsFirst)
        {
            return;
        }

        var codec = Data.Codec;
        var sampler = new Sampler(Model, new TorchGenerator((ulong)Config.Seed)) { Temperature = 0.8, TopK = 200, TokenCount = codec.TokenCount };
        string text = string.Concat(sampler.Generate(codec.Encode(codec.DefaultPrompt), Config.SampleTokens).Select(codec.Add)) + codec.Flush();
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

        bool setsAside = IsCheckpointBest && !isBest && !Config.AlwaysSaveCheckpoint;
        bool forgets = isBest || savedStep < 0; // the best one is worse than this one, or of a run that this one replaces
        (IsCheckpointBest, savedStep) = (isBest, Step);
        if (!Group.IsFirst)
        {
            Checkpoint.HelpToSave(this);
            return;
        }

        if (setsAside)
        {
            CheckpointFiles.SetAsideAsBest(OutDir);
        }

        Checkpoint.Save(CheckpointFiles.Latest(OutDir), this);
        if (forgets)
        {
            CheckpointFiles.ForgetBest(OutDir);
        }
    }

    /// <summary>What decays, and how fast. Evaluation alone needs no moments, which take twice the memory of the weights.</summary>
    private IReadOnlyList<ParameterGroup> Groups() =>
        Config.EvalOnly ? []
        : Config.DecayAll ? [new ParameterGroup(parameters, Config.WeightDecay)]
        : AdamW.DecayGroups(parameters, Config.WeightDecay);

    private void RequireFinite(string what, double value)
    {
        if (!double.IsFinite(value))
        {
            string kept = savedStep >= 0 ? $"the checkpoint of step {savedStep} is kept in {OutDir}" : "there is no checkpoint yet";
            string message = FormattableString.Invariant($"The {what} is {value} at step {Step}, so training stopped; {kept}. Try a smaller --learning-rate, a longer --warmup-iters, or --grad-clip 1.");
            throw Group.Size == 1 ? new DataException(message) : new SharedFailureException(message);
        }
    }
}
