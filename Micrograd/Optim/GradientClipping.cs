namespace Micrograd;

/// <summary>Keeps a step from running away: scales all gradients down together when their common length is too large.</summary>
public static class GradientClipping
{
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
        ClipNorm(parameters, maxNorm, squared);
        double norm = Math.Sqrt(squared.Item());
        squared.Free();
        return norm;
    }

    /// <summary>As <see cref="ClipNorm(IReadOnlyList{Tensor}, double)"/>, without waiting for a GPU: the norm stays on the device.</summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="maxNorm">The largest norm that stays as it is; infinity only measures.</param>
    /// <param name="squaredNorm">(1): becomes the square of the norm before clipping.</param>
    public static void ClipNorm(IReadOnlyList<Tensor> parameters, double maxNorm, Tensor squaredNorm)
    {
        squaredNorm.Kernels.Fill(squaredNorm.Buffer, 0);
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Grad is { } gradient)
            {
                gradient.Kernels.AddSquaredNorm(gradient.Buffer, squaredNorm.Buffer);
            }
        }

        for (int i = 0; i < parameters.Count && double.IsFinite(maxNorm); i++)
        {
            if (parameters[i].Grad is { } gradient)
            {
                gradient.Kernels.ClipByNorm(gradient.Buffer, squaredNorm.Buffer, maxNorm);
            }
        }
    }
}
