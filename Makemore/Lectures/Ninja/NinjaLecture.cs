namespace Makemore;

/// <summary>Lecture 5: becoming a backprop ninja.</summary>
internal sealed class NinjaLecture : ILecture
{
    private const ulong Seed = 2147483647;

    /// <summary>The lecture draws batch norm's gain and bias from a generator without a seed. This is ours.</summary>
    private const ulong BatchNormSeed = 1337;

    private const int SmallHidden = 64;
    private const int Hidden = 200;

    /// <inheritdoc/>
    public string Name => "ninja";

    /// <inheritdoc/>
    public string Summary => "lecture 5, every gradient by hand, and training without the tape.";

    /// <inheritdoc/>
    public void Run(LectureRun run)
    {
        var names = NameSplits.Of(NameSplits.ReadNames(run.Output.WriteLine), NinjaParameters.BlockSize);
        run.Output.WriteLine("exercises 1 to 3: gradients by hand beside the tape's");
        foreach (var comparison in Compare(names))
        {
            run.Output.WriteLine(comparison);
        }

        run.Output.WriteLine("exercise 4: training without the tape");
        var result = Train(names, run);
        run.Output.WriteLine(result.Splits);
        run.SavePage(Name, [DiagnosticPlots.Losses("Training without the tape", ("batches", result.Batches))]);
    }

    /// <summary>Exercises 1 to 3: the 26 gradients one after another, then cross-entropy's and batch norm's in one expression.</summary>
    public static IReadOnlyList<GradientComparison> Compare(NameSplits names)
    {
        using var scope = Tensor.Scope();
        var g = new TorchGenerator(Seed);
        var p = new NinjaParameters(SmallHidden, g, new TorchGenerator(BatchNormSeed));
        var batches = new Minibatches(names.Train, LectureTraining.BatchSize, g);
        batches.Draw();
        var forward = new NinjaForward(p, batches.X, batches.Y);
        forward.Loss.Backward();
        using var noGrad = Tensor.NoGrad();
        return
        [
            .. NinjaBackward.Run(forward).Select(GradientComparison.Of),
            GradientComparison.Of("cross-entropy", NinjaBackward.CrossEntropy(forward.Logits, forward.Y), forward.Logits.Grad!),
            GradientComparison.Of("batch norm", NinjaBackward.BatchNorm(forward.HPreAct.Grad!, forward.BnRaw, forward.BnVarInv, p.BnGain), forward.HPreBn.Grad!),
        ];
    }

    /// <summary>Exercise 4.</summary>
    public static NinjaResult Train(NameSplits names, LectureRun run)
    {
        var g = new TorchGenerator(Seed);
        var p = new NinjaParameters(Hidden, g, new TorchGenerator(BatchNormSeed));
        run.Output.WriteLine($"{p.Count} parameters");
        var training = new NinjaTraining(p);
        double[] losses = training.Run(new Minibatches(names.Train, LectureTraining.BatchSize, g), run);
        return new NinjaResult(losses, training.Evaluate(names));
    }
}

/// <summary>What training without the tape ends with.</summary>
/// <param name="Batches">The loss of every batch.</param>
/// <param name="Splits">The loss on the splits afterwards.</param>
internal sealed record NinjaResult(double[] Batches, SplitLosses Splits);
