namespace Micrograd;

/// <summary>Keeps a step from running away: scales all gradients down together when their common length is too large.</summary>
public static class GradientClipping
{
    [ThreadStatic]
    private static List<Buffer>? gradients;

    /// <summary>
    /// Clips by the global norm, √Σ g² over all parameters, as <c>clip_grad_norm_</c>.
    /// </summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="maxNorm">The largest norm that stays as it is; infinity only measures.</param>
    /// <returns>The norm before clipping.</returns>
    public static double ClipNorm(IReadOnlyList<Tensor> parameters, double maxNorm)
    {
        if (parameters.Count == 0)
        {
            return 0;
        }

        var squared = Tensor.Zeros([1], parameters[0].Device);
        Measure(parameters, squared);
        for (int i = 0; i < parameters.Count && double.IsFinite(maxNorm); i++)
        {
            if (parameters[i].Grad is { } gradient)
            {
                gradient.Kernels.ClipByNorm(gradient.Buffer, squared.Buffer, maxNorm);
            }
        }

        double norm = Math.Sqrt(squared.Item());
        squared.Free();
        return norm;
    }

    /// <summary>The norm alone, which stays on the device: nobody waits for a GPU. <see cref="AdamW.Step(Tensor, double)"/> clips by it.</summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="squaredNorm">(1): becomes the square of the norm.</param>
    public static void Measure(IReadOnlyList<Tensor> parameters, Tensor squaredNorm)
    {
        var list = gradients ??= [];
        list.Clear();
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Grad is { } gradient)
            {
                list.Add(gradient.Buffer);
            }
        }

        squaredNorm.Kernels.Fill(squaredNorm.Buffer, 0);
        if (list.Count > 0)
        {
            squaredNorm.Kernels.AddSquaredNorm(list, squaredNorm.Buffer);
        }

        list.Clear();
    }
}
