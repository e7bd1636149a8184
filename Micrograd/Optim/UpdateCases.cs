namespace Micrograd;

/// <summary>
/// The catalogue's entries for kernels that change tensors in place: the optimizers' steps and gradient clipping. They
/// are compared with the oracle, not differentiated.
/// </summary>
internal static class UpdateCases
{
    private static readonly int[][][] Trials = [[[5, 7], [5, 7]], [[1], [1]], [[3000], [3000]]];

    [Catalogue]
    private static IEnumerable<OpCase> Cases
    {
        get
        {
            yield return Update("AdamW steps", parameters => new AdamW(parameters, 0.01, 0.9, 0.95, weightDecay: 0.1), steps: 3);
            yield return Update("SGD steps", parameters => new Sgd(parameters, 0.01, weightDecay: 0.1), steps: 2);
            yield return Update("SGD steps with momentum", parameters => new Sgd(parameters, 0.01, momentum: 0.9), steps: 3);
            yield return Update(
                "gradient clipping",
                parameters =>
                {
                    GradientClipping.ClipNorm(parameters, 0.5);
                    return new Sgd(parameters, 0.1);
                },
                steps: 1);
        }
    }

    /// <summary>The parameter after a few steps along one gradient.</summary>
    private static OpCase Update(string name, Func<Tensor[], Optimizer> create, int steps) => new(name, Trials, t =>
    {
        var parameter = t[0].Clone().AsParameter();
        (parameter * t[1]).Sum().Backward(); // the gradient of ⟨parameter, t1⟩ is t1
        var optimizer = create([parameter]);
        for (int i = 0; i < steps; i++)
        {
            optimizer.Step();
        }

        return parameter.Detach();
    })
    {
        IsDifferentiable = false,
        Terms = shapes => Shapes.Count(shapes[0]),
    };
}
