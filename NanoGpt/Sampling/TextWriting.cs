namespace NanoGpt;

/// <summary>Writes samples to the output as they are made.</summary>
/// <param name="sampler">What draws.</param>
/// <param name="codec">Turns tokens into text.</param>
/// <param name="output">Where to write.</param>
public sealed class TextWriting(Sampler sampler, TextCodec codec, TextWriter output)
{
    /// <summary>Between two texts.</summary>
    private const string Separator = "---------------";

    /// <summary>A text that ends a sample, and is not written; empty: none.</summary>
    public string Stop { get; init; } = "";

    /// <summary>A token that ends a sample besides the codec's own, and is not written; null: none.</summary>
    public int? StopToken { get; init; }

    /// <summary>Writes texts; one alone is shown token by token, several side by side when they are finished.</summary>
    /// <param name="prompt">What they begin with; written too.</param>
    /// <param name="maxNewTokens">Longest continuation.</param>
    /// <param name="samples">How many.</param>
    /// <param name="batch">How many are made side by side.</param>
    public void Write(int[] prompt, int maxNewTokens, int samples, int batch)
    {
        for (int first = 0; first < samples; first += batch)
        {
            int count = Math.Min(batch, samples - first);
            if (count == 1)
            {
                WriteSeparator(first);
                WriteOne(prompt, sampler.Generate(prompt, maxNewTokens));
                continue;
            }

            var texts = Enumerable.Range(0, count).Select(_ => new List<int>(prompt)).ToList();
            foreach (var step in sampler.Generate([.. Enumerable.Repeat(prompt, count)], maxNewTokens))
            {
                for (int b = 0; b < count; b++)
                {
                    texts[b].Add(step[b]);
                }

                if (texts.TrueForAll(text => text.FindIndex(prompt.Length, Ends) >= 0))
                {
                    break;
                }
            }

            for (int b = 0; b < count; b++)
            {
                WriteSeparator(first + b);
                WriteOne(prompt, texts[b].Skip(prompt.Length));
            }
        }
    }

    private bool Ends(int token) => token == codec.StopToken || token == StopToken;

    private void WriteSeparator(int sample)
    {
        if (sample > 0)
        {
            output.WriteLine(Separator);
        }
    }

    private void WriteOne(int[] prompt, IEnumerable<int> tokens)
    {
        output.Write(string.Concat(prompt.Select(codec.Add)));
        var stop = new StopText(Stop);
        foreach (int token in tokens.TakeWhile(token => !Ends(token)))
        {
            output.Write(stop.Add(codec.Add(token)));
            output.Flush();
            if (stop.HasCome)
            {
                break;
            }
        }

        output.Write(stop.Add(codec.Flush()) + stop.Flush());
        output.WriteLine();
    }
}
