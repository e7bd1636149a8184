using System.Diagnostics;

namespace Makemore;

/// <summary>
/// Trains a model of words as makemore does. Everything that decides the next step is here: the parameters, the optimizer's
/// moments, the two random generators. A checkpoint keeps it all, so that a run that was stopped goes on as if it had not been.
/// </summary>
public sealed class Trainer
{
    private const int EvalInterval = 500;
    private const int SampleInterval = 200;
    private const int SamplesShown = 10;

    private readonly IReadOnlyList<ITrainingObserver> observers;
    private readonly Evaluator evaluator;
    private int savedStep = -1;

    /// <summary>A run from the beginning, in makemore's order: seed, division of the words, model, batches.</summary>
    /// <param name="config">The options.</param>
    /// <param name="words">The words.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="workDir">Where checkpoints go; null: nowhere.</param>
    /// <param name="observers">Who is told.</param>
    /// <exception cref="DataException">The options or the words do not fit each other.</exception>
    public Trainer(RunConfig config, WordList words, Device device, string? workDir = null, params IReadOnlyList<ITrainingObserver> observers)
    {
        config.Validate();
        Config = config;
        WorkDir = workDir;
        this.observers = observers;
        Generator = new TorchGenerator((ulong)config.Seed);
        Data = new WordData(words, Generator);
        var sizes = config.Sizes(Data.VocabSize, Data.BlockSize);
        MemoryNeed.Require(config.Type, sizes, config.BatchSize, device);
        Model = sizes.Create(config.Type, Generator, device);
        Optimizer = new AdamW(Model.Parameters, config.LearningRate, beta1: 0.9, beta2: 0.99, eps: 1e-8, config.WeightDecay);
        Batches = new WordBatches(Data.Train, config.BatchSize, Generator, device);
        evaluator = new Evaluator(Model, Generator);
    }

    /// <summary>The options.</summary>
    public RunConfig Config { get; }

    /// <summary>The words.</summary>
    public WordData Data { get; }

    /// <summary>Where checkpoints go, or null.</summary>
    public string? WorkDir { get; }

    /// <summary>What learns.</summary>
    public LanguageModel Model { get; }

    /// <summary>How it learns.</summary>
    public AdamW Optimizer { get; }

    /// <summary>What it learns from.</summary>
    public WordBatches Batches { get; }

    /// <summary>Where weights, evaluations and samples are drawn from.</summary>
    public TorchGenerator Generator { get; }

    /// <summary>Steps made.</summary>
    public int Step { get; internal set; }

    /// <summary>The step after which the model was last evaluated; 0: none yet.</summary>
    public int EvaluatedStep { get; internal set; }

    /// <summary>The step after which words were last sampled; 0: none yet.</summary>
    public int SampledStep { get; internal set; }

    /// <summary>The lowest test loss so far.</summary>
    public double BestTestLoss { get; internal set; } = double.PositiveInfinity;

    /// <summary>The number of the last step that was made.</summary>
    private int LastStep => Step - 1;

    /// <summary>
    /// Trains until <c>max-steps</c> steps are made or somebody asks to stop. As in makemore, step n is evaluated after it was made
    /// if 500 divides n, and words are sampled if 200 does.
    /// </summary>
    /// <param name="stop">The step in hand is finished, then the state is saved.</param>
    /// <returns>The losses at the end; null if somebody asked to stop.</returns>
    /// <exception cref="DataException">The loss is not finite, or a checkpoint cannot be saved.</exception>
    public Evaluation? Run(CancellationToken stop = default)
    {
        if (Model is BigramCountsModel counts)
        {
            counts.Fit(Data.Train); // there is nothing left to learn step by step
        }

        bool learns = Model is not BigramCountsModel;
        while (true)
        {
            DoWhatIsDue(stop);
            if (stop.IsCancellationRequested || !learns || (Config.MaxSteps >= 0 && Step >= Config.MaxSteps))
            {
                break;
            }

            TrainStep();
        }

        var final = EvaluateAtEnd(stop);
        SaveState();
        return final;
    }

    /// <summary>Goes on from a checkpoint, in every bit as if the run had not been stopped.</summary>
    /// <exception cref="DataException">It does not fit the options or the words.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        checkpoint.RestoreInto(this);
        savedStep = Step;
    }

    /// <summary>One step: forward, backward, update.</summary>
    /// <exception cref="DataException">The loss is not finite; no weight was changed.</exception>
    public void TrainStep()
    {
        long start = Stopwatch.GetTimestamp();
        double loss;
        using (Tensor.Scope())
        {
            Batches.LoadNext();
            var result = Model.Loss(Batches.Tokens, Batches.Targets);
            loss = result.Item();
            RequireFinite("loss", loss);
            Optimizer.ZeroGrad();
            result.Backward();
            Optimizer.Step();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var report = new StepReport(Step, loss, Config.LearningRate, null, 1000 * seconds, Batches.Tokens.Count / seconds);
        Step++;
        for (int i = 0; i < observers.Count; i++)
        {
            observers[i].OnStep(report);
        }
    }

    /// <summary>Evaluates, then samples, if the last step's number asks for it and a run before did not do it already.</summary>
    private void DoWhatIsDue(CancellationToken stop)
    {
        if (LastStep > EvaluatedStep && LastStep % EvalInterval == 0)
        {
            byte[] before = Generator.GetState();
            try
            {
                var evaluation = evaluator.Evaluate(LastStep, Data, stop);
                EvaluatedStep = LastStep;
                Report(evaluation);
                SaveState();
            }
            catch (OperationCanceledException)
            {
                Generator.SetState(before); // a later run begins with this evaluation
                return;
            }
        }

        if (LastStep > SampledStep && LastStep % SampleInterval == 0)
        {
            SampledStep = LastStep;
            var sampler = new WordSampler(Model, Data.Alphabet, Generator) { TopK = Config.TopK };
            string text = SampleReport.Format(sampler.Draw(SamplesShown), Data);
            foreach (var observer in observers)
            {
                observer.OnSample(LastStep, text);
            }
        }
    }

    /// <summary>
    /// The losses that a run ends with. The generator is put back, so that a later run with more steps draws what it would have
    /// drawn without the end.
    /// </summary>
    private Evaluation? EvaluateAtEnd(CancellationToken stop)
    {
        byte[] before = Generator.GetState();
        try
        {
            var evaluation = evaluator.Evaluate(Step, Data, stop);
            Report(evaluation);
            return evaluation;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            Generator.SetState(before);
        }
    }

    /// <summary>Tells the losses, and saves the model if it is the best so far.</summary>
    private void Report(Evaluation evaluation)
    {
        RequireFinite("training loss of the evaluation", evaluation.Train);
        RequireFinite("test loss", evaluation.Val);
        foreach (var observer in observers)
        {
            observer.OnEvaluation(evaluation);
        }

        if (evaluation.Val < BestTestLoss)
        {
            BestTestLoss = evaluation.Val;
            if (WorkDir is not null)
            {
                Checkpoint.SaveModel(RunFiles.Model(WorkDir), this);
            }
        }
    }

    private void SaveState()
    {
        if (WorkDir is null)
        {
            return;
        }

        foreach (var observer in observers)
        {
            observer.OnSaving();
        }

        Checkpoint.SaveState(RunFiles.State(WorkDir), this);
        savedStep = Step;
    }

    private void RequireFinite(string what, double value)
    {
        if (!double.IsFinite(value))
        {
            string kept = savedStep >= 0 ? $"the state after {savedStep} steps is kept in {WorkDir}" : "nothing was saved yet";
            throw new DataException(FormattableString.Invariant($"The {what} is {value} at step {Step}, so training stopped; {kept}. Try a smaller --learning-rate."));
        }
    }
}
