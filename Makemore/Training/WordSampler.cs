namespace Makemore;

/// <summary>Makes words up: the model gives the next letter's logits, one is drawn, until the stop comes or the context is full.</summary>
/// <param name="model">What predicts.</param>
/// <param name="alphabet">What its tokens mean.</param>
/// <param name="generator">What draws.</param>
public sealed class WordSampler(LanguageModel model, Alphabet alphabet, TorchGenerator generator)
{
    /// <inheritdoc cref="NextToken.Temperature"/>
    public double Temperature { get; init; } = 1;

    /// <inheritdoc cref="NextToken.TopK"/>
    public int TopK { get; init; }

    /// <summary>What every word begins with.</summary>
    public string Start { get; init; } = "";

    /// <summary>Whether a word may end before its first letter; else that is not drawn.</summary>
    public bool MayBeEmpty { get; init; } = true;

    /// <summary>Some words, drawn side by side as makemore does: each takes its draws until the context is full.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="DataException">The beginning does not fit the model, or its numbers are not finite.</exception>
    public IReadOnlyList<string> Draw(int count)
    {
        int[] start = [CharDataset.Stop, .. alphabet.Encode(Start, $"The beginning '{Start}'")];
        if (start.Length > model.BlockSize)
        {
            throw new DataException($"The beginning '{Start}' has {start.Length - 1} characters; the model's words have at most {model.BlockSize - 1}.");
        }

        var nextToken = new NextToken(generator) { Temperature = Temperature, TopK = TopK };
        int[][] rows = [.. Enumerable.Range(0, count).Select(_ => start)];
        bool wasTraining = model.Training;
        model.Training = false;
        for (int length = start.Length; length < model.BlockSize; length++)
        {
            float[][] logits = NextLogits(rows);
            for (int i = 0; i < count; i++)
            {
                if (length == 1 && !MayBeEmpty)
                {
                    logits[i][CharDataset.Stop] = float.NegativeInfinity;
                }

                rows[i] = [.. rows[i], nextToken.Draw(logits[i])];
            }
        }

        model.Training = wasTraining;
        return [.. rows.Select(row => alphabet.Decode(row.Skip(1).TakeWhile(token => token != CharDataset.Stop)))];
    }

    /// <summary>The logits after the last token of each row: (V) each.</summary>
    private float[][] NextLogits(int[][] rows)
    {
        using var noGrad = Tensor.NoGrad();
        using var scope = Tensor.Scope();
        int[] tokens = [.. rows.SelectMany(row => row)];
        var logits = model.Forward(Tensor.From(tokens, [rows.Length, rows[0].Length], model.Device)); // (N, T, V)
        return [.. logits[.., ^1].ToFloats().Chunk(model.VocabSize)];
    }
}
