namespace Makemore;

/// <summary>Lecture 5, exercise 4: training with one's own gradients. Nothing is recorded, and <see cref="Tensor.Backward()"/> is never called.</summary>
/// <param name="p">The parameters.</param>
internal sealed class NinjaTraining(NinjaParameters p)
{
    /// <summary>Steps of the lecture.</summary>
    public const int Steps = 200_000;

    /// <summary>Trains; a tenth of the learning rate in the second half.</summary>
    /// <returns>The loss of each batch, before its step.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public double[] Run(Minibatches batches, LectureRun run)
    {
        using var noGrad = Tensor.NoGrad();
        int steps = run.Steps(Steps);
        var learningRate = LectureTraining.DropAfter(Steps / 2);
        var losses = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            run.Stop.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            batches.Draw();
            losses[step] = Step(batches.X, batches.Y, learningRate(step));
            LectureTraining.Print(step, steps, losses[step], run.Output);
        }

        return losses;
    }

    /// <summary>The losses on the splits, with the mean and variance of all training examples in the batch norm.</summary>
    public SplitLosses Evaluate(NameSplits names)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        var all = HiddenBeforeNorm(names.Train.Range(0, names.Train.Count).X).HPreBn;
        var mean = all.Mean([0]);
        var varianceInv = (all.Variance([0]) + NinjaForward.Eps).Pow(-0.5);
        double Loss(Examples examples) => SplitLosses.Of(x => Logits(((HiddenBeforeNorm(x).HPreBn - mean) * varianceInv * p.BnGain) + p.BnBias).Logits, examples);
        return new SplitLosses(Loss(names.Train), Loss(names.Dev), Loss(names.Test));
    }

    private double Step(Tensor x, Tensor y, double learningRate)
    {
        int n = y.Count;

        // Forward
        var (embcat, hprebn) = HiddenBeforeNorm(x);
        var bnmean = hprebn.Mean([0], keepDim: true);
        var bnvarInv = (hprebn.Variance([0], keepDim: true) + NinjaForward.Eps).Pow(-0.5);
        var bnraw = (hprebn - bnmean) * bnvarInv;
        var (h, logits) = Logits((p.BnGain * bnraw) + p.BnBias);
        double loss = F.CrossEntropy(logits, y).Item();

        // Backward
        var dlogits = NinjaBackward.CrossEntropy(logits, y);
        var dh = dlogits.MatMul(p.W2.T);
        var dW2 = h.T.MatMul(dlogits);
        var db2 = dlogits.Sum([0]);
        var dhpreact = (1 - (h * h)) * dh;
        var dbngain = (bnraw * dhpreact).Sum([0], keepDim: true);
        var dbnbias = dhpreact.Sum([0], keepDim: true);
        var dhprebn = NinjaBackward.BatchNorm(dhpreact, bnraw, bnvarInv, p.BnGain);
        var dembcat = dhprebn.MatMul(p.W1.T);
        var dW1 = embcat.T.MatMul(dhprebn);
        var db1 = dhprebn.Sum([0]);
        var dC = F.OneHot(x.Reshape(-1), NinjaParameters.Letters).T.MatMul(dembcat.Reshape(-1, NinjaParameters.Embedding));

        // Update
        foreach (var (parameter, gradient) in p.All.Zip([dC, dW1, db1, dW2, db2, dbngain, dbnbias]))
        {
            parameter.Data -= learningRate * gradient;
        }

        return loss;
    }

    private (Tensor EmbCat, Tensor HPreBn) HiddenBeforeNorm(Tensor x)
    {
        var embcat = F.Embedding(p.C, x).Reshape(-1, NinjaParameters.BlockSize * NinjaParameters.Embedding);
        return (embcat, embcat.MatMul(p.W1) + p.B1);
    }

    private (Tensor H, Tensor Logits) Logits(Tensor hpreact)
    {
        var h = hpreact.Tanh();
        return (h, h.MatMul(p.W2) + p.B2);
    }
}
