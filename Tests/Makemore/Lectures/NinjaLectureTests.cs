using Makemore;

namespace Tests;

/// <summary>Lecture 5: gradients by hand.</summary>
public class NinjaLectureTests
{
    private static readonly string[] Hand =
    [
        "logprobs", "probs", "counts_sum_inv", "counts_sum", "counts", "norm_logits", "logit_maxes", "logits", "h", "W2", "b2", "hpreact", "bngain",
        "bnbias", "bnraw", "bnvar_inv", "bnvar", "bndiff2", "bndiff", "bnmeani", "hprebn", "embcat", "W1", "b1", "emb", "C",
    ];

    [DataFact(LectureRuns.Names)]
    public void All_26_gradients_by_hand_are_the_tapes()
    {
        var comparisons = NinjaLecture.Compare(LectureRuns.Splits(NinjaParameters.BlockSize));
        Assert.Equal([.. Hand, "cross-entropy", "batch norm"], comparisons.Select(comparison => comparison.Name));
        Assert.All(comparisons, comparison => Assert.True(comparison.MaxDifference <= 1e-6, comparison.ToString()));
    }

    /// <summary>The same comparison on the oracle, in double, where a small mistake cannot pass for rounding.</summary>
    [Fact]
    public void In_double_they_agree_to_the_last_digits()
    {
        Tensor.DefaultDevice = Device.Reference;
        var g = new TorchGenerator(5);
        var p = new NinjaParameters(7, g, g);
        Assert.Equal(7 * 30 + 7 + 7 * 27 + 27 + 270 + 14, p.Count);
        var x = Tensor.RandInt(0, 27, [5, 3], g);
        var y = Tensor.RandInt(0, 27, [5], g);
        var forward = new NinjaForward(p, x, y);
        Assert.Equal(F.CrossEntropy(forward.Logits.Detach(), y).Item(), forward.Loss.Item(), 1e-12);
        forward.Loss.Backward();
        Assert.All(NinjaBackward.Run(forward).Select(GradientComparison.Of), comparison => Assert.True(comparison.MaxDifference <= 1e-13, comparison.ToString()));
        Assert.Equal(0, GradientComparison.Of("", NinjaBackward.CrossEntropy(forward.Logits, y), forward.Logits.Grad!).MaxDifference, 1e-13);
        Assert.Equal(0, GradientComparison.Of("", NinjaBackward.BatchNorm(forward.HPreAct.Grad!, forward.BnRaw, forward.BnVarInv, p.BnGain), forward.HPreBn.Grad!).MaxDifference, 1e-13);
    }

    [Fact]
    public void The_comparison_tells_exact_close_and_wrong_apart()
    {
        var tape = Tensor.From(1, 2);
        Assert.True(GradientComparison.Of("same", Tensor.From(1, 2), tape) is { IsExact: true, IsApproximate: true, MaxDifference: 0 });
        Assert.True(GradientComparison.Of("close", Tensor.From(1, 2 + 2e-7), tape) is { IsExact: false, IsApproximate: true });
        Assert.True(GradientComparison.Of("wrong", Tensor.From(1, -2), tape) is { IsExact: false, IsApproximate: false, MaxDifference: 4 });
        Assert.Throws<ShapeException>(() => GradientComparison.Of("shape", Tensor.From(1.0, 2, 3), tape));
    }

    [DataFact(LectureRuns.Names)]
    [Trait("Group", "Long")]
    public void Training_without_the_tape_ends_where_the_lecture_does()
    {
        var result = NinjaLecture.Train(LectureRuns.Splits(NinjaParameters.BlockSize), LectureRuns.Whole);
        Assert.Equal(2.070523500442505, result.Splits.Train, 0.01);
        Assert.Equal(2.109893560409546, result.Splits.Dev, 0.01);
    }
}
