using ILGPU;

namespace Kernels;

/// <summary>
/// Version 2 needs a launch for each parameter: GPT-2 has 148, and most are vectors of a few thousand numbers, too few to keep a large GPU busy for the time
/// that a launch takes. Here all parameters are one job, cut into equal pieces, and a group looks up whose piece it has. In the same pass it writes the rounded
/// copies that products read, while the new parameter is in a register: 30 bytes a parameter, where a rounding of its own would read four more.
/// </summary>
/// <param name="list">All parameters' places.</param>
/// <param name="parameters">Where those of the parameters count from.</param>
/// <param name="gradients">Likewise.</param>
/// <param name="ms">Likewise.</param>
/// <param name="vs">Likewise.</param>
/// <param name="copies">Likewise; a parameter may have none.</param>
/// <param name="numbers">The step's numbers.</param>
/// <param name="clip">For the gradients.</param>
internal readonly struct AdamW3OneLaunch<TGroup>(
    TensorListView list,
    ArrayView<float> parameters,
    ArrayView<float> gradients,
    ArrayView<float> ms,
    ArrayView<float> vs,
    ArrayView<ushort> copies,
    AdamWNumbers numbers,
    ClipFactor clip) : IGpuKernel
    where TGroup : struct, IGroup
{
    /// <inheritdoc/>
    public static int GroupSize => TGroup.Size;

    /// <inheritdoc/>
    public void Run()
    {
        var piece = list.PieceOf(Grid.IdxX, TGroup.Size);
        float factor = clip.Value();
        long p = list.PlaceOf(piece, 0), g = list.PlaceOf(piece, 1), m = list.PlaceOf(piece, 2), v = list.PlaceOf(piece, 3), copy = list.PlaceOf(piece, 4);
        for (int turn = 0; turn < TensorListView.Turns; turn++)
        {
            int thread = piece.FirstThread + (turn * TGroup.Size) + Group.IdxX;
            int single = thread + (3 * piece.Quads);
            if (thread < piece.Quads)
            {
                UpdateFour((p / 4) + thread, (g / 4) + thread, (m / 4) + thread, (v / 4) + thread, (copy / 4) + thread, copy != TensorListView.None, piece.Number, factor);
            }
            else if (single < piece.Length)
            {
                UpdateOne(p + single, g + single, m + single, v + single, copy + single, copy != TensorListView.None, piece.Number, factor);
            }
        }
    }

    private void UpdateFour(long p, long g, long m, long v, long copy, bool isCopied, float weightDecay, float factor)
    {
        var gradient = gradients.Cast<Float4>()[g].Times(factor);
        Float4 mean = numbers.Mean(ms.Cast<Float4>()[m], gradient), square = numbers.Square(vs.Cast<Float4>()[v], gradient);
        var parameter = numbers.Parameter(parameters.Cast<Float4>()[p], mean, square, weightDecay);
        ms.Cast<Float4>()[m] = mean;
        vs.Cast<Float4>()[v] = square;
        parameters.Cast<Float4>()[p] = parameter;
        if (isCopied)
        {
            copies.Cast<BFloat16Quad>()[copy] = BFloat16Quad.Round(parameter);
        }
    }

    private void UpdateOne(long p, long g, long m, long v, long copy, bool isCopied, float weightDecay, float factor)
    {
        float gradient = gradients[g] * factor;
        float mean = numbers.Mean(ms[m], gradient), square = numbers.Square(vs[v], gradient);
        float parameter = numbers.Parameter(parameters[p], mean, square, weightDecay);
        ms[m] = mean;
        vs[v] = square;
        parameters[p] = parameter;
        if (isCopied)
        {
            copies[copy] = (ushort)BFloat16Word.Pack(parameter, 0f);
        }
    }
}
