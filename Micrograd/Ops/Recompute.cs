namespace Micrograd;

public static partial class F
{
    [Catalogue]
    private static OpCase RecomputeCase => new(
        "recompute",
        [[[3, 4], [4, 4]], [[1, 1], [1, 1]]],
        t => Recompute(x => x[0] * Linear(x[0], x[1]).Gelu(), [t[0], t[1]]))
    {
        Terms = _ => 16,
    };

    /// <summary>
    /// Computes block(inputs) and remembers the inputs only; the backward pass computes the block again, this time with the
    /// tape (Chen et al. 2016, "Training deep nets with sublinear memory cost"; PyTorch's <c>checkpoint</c>). Of a chain of n
    /// blocks, one is in memory at a time, for the price of a second forward pass. The gradients have the same bits.
    /// </summary>
    /// <param name="block">
    /// Must give the same result again. Gradients flow to its inputs and to leaves that it captures, such as a module's
    /// parameters, if any input has a gradient; running statistics that it keeps are updated twice.
    /// </param>
    /// <param name="inputs">What it works on.</param>
    /// <param name="seeds">Where the block's dropout masks come from; the second pass draws the same ones.</param>
    public static Tensor Recompute(Func<Tensor[], Tensor> block, Tensor[] inputs, DropoutSeeds? seeds = null)
    {
        if (!Tensor.IsRecording || !Array.Exists(inputs, input => input.RequiresGrad))
        {
            return block(inputs);
        }

        uint masks = seeds?.Drawn ?? 0;
        var precision = MixedPrecision.Current;
        var y = WithoutTape(block, inputs);
        return y.Record("recompute", inputs, dy =>
        {
            uint now = seeds?.Drawn ?? 0;
            Rewind(seeds, masks);
            using var same = MixedPrecision.Switch(precision);
            AddGradients(block, inputs, dy);
            Rewind(seeds, now);
        });
    }

    /// <summary>A block of one input, such as a module.</summary>
    /// <inheritdoc cref="Recompute(Func{Tensor[], Tensor}, Tensor[], DropoutSeeds?)"/>
    public static Tensor Recompute(Func<Tensor, Tensor> block, Tensor x, DropoutSeeds? seeds = null) => Recompute(inputs => block(inputs[0]), [x], seeds);

    /// <summary>The block's result; everything on the way to it is freed.</summary>
    private static Tensor WithoutTape(Func<Tensor[], Tensor> block, Tensor[] inputs)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        return scope.Keep(block(Array.ConvertAll(inputs, input => input.Detach())));
    }

    /// <summary>The block once more, on leaves in the inputs' place, and backwards through it.</summary>
    private static void AddGradients(Func<Tensor[], Tensor> block, Tensor[] inputs, Tensor dy)
    {
        var leaves = Array.ConvertAll(inputs, input =>
        {
            var leaf = input.Detach();
            leaf.RequiresGrad = input.RequiresGrad;
            return leaf;
        });
        using (Tensor.Recording())
        using (var scope = Tensor.Scope())
        {
            var again = block(leaves);
            if (again.RequiresGrad)
            {
                again.Backward(dy.Detach());
            }

            foreach (var leaf in leaves)
            {
                _ = leaf.Grad is { } gradient ? scope.Keep(gradient) : null;
            }
        }

        for (int i = 0; i < inputs.Length; i++)
        {
            if (leaves[i].TakeGrad() is { } gradient)
            {
                inputs[i].AddGrad(gradient);
            }

            leaves[i].Free();
        }
    }

    private static void Rewind(DropoutSeeds? seeds, uint drawn)
    {
        if (seeds is not null)
        {
            seeds.Drawn = drawn;
        }
    }
}
