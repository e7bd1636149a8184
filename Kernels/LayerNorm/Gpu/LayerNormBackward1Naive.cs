using ILGPU;

namespace Kernels;

/// <summary>dx by one thread a row, which reads x and dy twice, each a whole row away from its neighbours.</summary>
internal readonly struct LayerNormBackward1Naive<TGroup>(LayerNormInputs inputs, ArrayView<float> dx, int rows, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int row = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (row >= rows)
        {
            return;
        }

        int first = row * columns;
        float mean = inputs.Mean(row);
        float rstd = inputs.Rstd(row);
        float sumG = 0;
        float sumGX = 0;
        for (int c = 0; c < columns; c++)
        {
            float g = inputs.Dy(first + c) * inputs.Gamma(c);
            sumG += g;
            sumGX += g * inputs.Normalised(first + c, mean, rstd);
        }

        for (int c = 0; c < columns; c++)
        {
            float g = inputs.Dy(first + c) * inputs.Gamma(c);
            dx[first + c] = rstd * (g - (sumG / columns) - (inputs.Normalised(first + c, mean, rstd) * (sumGX / columns)));
        }
    }
}

/// <summary>
/// dgamma and dbeta by one thread a column, down all rows. Neighbours read neighbouring addresses, but a thousand columns
/// are too few threads for a GPU.
/// </summary>
internal readonly struct LayerNormParameters1Naive<TGroup>(LayerNormInputs inputs, ArrayView<float> dgamma, ArrayView<float> dbeta, int hasBeta, int rows, int columns) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        int column = (Grid.IdxX * TGroup.Size) + Group.IdxX;
        if (column >= columns)
        {
            return;
        }

        float sumX = 0;
        float sum = 0;
        for (int row = 0; row < rows; row++)
        {
            int i = (row * columns) + column;
            sumX += inputs.Dy(i) * inputs.Normalised(i, inputs.Mean(row), inputs.Rstd(row));
            sum += inputs.Dy(i);
        }

        dgamma[column] = sumX;
        if (hasBeta != 0)
        {
            dbeta[column] = sum;
        }
    }
}
