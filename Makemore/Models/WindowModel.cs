namespace Makemore;

/// <summary>
/// A model that looks at a window of the last T tokens, whatever the position: where the word has not so many yet, the window
/// is filled with a token of its own, BLANK, whose number is V.
/// </summary>
/// <param name="config">The sizes.</param>
/// <param name="width">Tokens in a window, at least T.</param>
public abstract class WindowModel(ModelConfig config, int width) : WordModel(config)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        int b = x.Shape[0], t = Length(x);
        int[] all = [.. Enumerable.Range(0, b * t)];
        return Logits(Windows(x.ToInts(), t, all, x.Device)).Reshape(b, t, VocabSize);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Only positions whose target counts are computed. The others, behind the end of each word, are half of a batch; and where
    /// a batch is normalised, they would be half of its statistics.
    /// </remarks>
    public override Tensor Loss(Tensor tokens, Tensor targets)
    {
        using var entered = Precision?.Enter();
        int[] all = targets.ToInts();
        int[] counted = [.. Enumerable.Range(0, all.Length).Where(position => all[position] != IgnoredTarget)];
        int[] right = [.. counted.Select(position => all[position])];
        var logits = Logits(Windows(tokens.ToInts(), Length(tokens), counted, tokens.Device)); // (N, V)
        return F.CrossEntropy(logits, Tensor.From(right, [right.Length], tokens.Device));
    }

    /// <summary>Windows (N, width) of I32, the newest token first, to logits (N, V).</summary>
    protected abstract Tensor Logits(Tensor windows);

    /// <summary>The windows that end at some positions of (B, T) tokens.</summary>
    private Tensor Windows(int[] tokens, int t, int[] positions, Device device)
    {
        var windows = new int[positions.Length * width];
        Array.Fill(windows, VocabSize); // BLANK
        for (int row = 0; row < positions.Length; row++)
        {
            int position = positions[row], seen = (position % t) + 1;
            for (int back = 0; back < seen; back++)
            {
                windows[(row * width) + back] = tokens[position - back];
            }
        }

        return Tensor.From(windows, [positions.Length, width], device);
    }
}
