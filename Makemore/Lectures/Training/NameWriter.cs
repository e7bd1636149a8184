namespace Makemore;

/// <summary>Lets a model write names: letter after letter, each drawn from what the model expects after the last few.</summary>
public static class NameWriter
{
    /// <summary>Writes names.</summary>
    /// <param name="model">Gives logits for contexts; batch norm uses its running statistics.</param>
    /// <param name="letters">Its alphabet; token 0 ends a name.</param>
    /// <param name="blockSize">Letters of context.</param>
    /// <param name="count">Number of names.</param>
    /// <param name="generator">Draws the letters, as <c>torch.multinomial(probs, num_samples=1)</c>.</param>
    public static string[] Write(Module model, Vocabulary letters, int blockSize, int count, TorchGenerator generator)
    {
        model.Training = false;
        var names = new string[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = letters.Decode([.. WriteOne(model, blockSize, generator)]);
        }

        model.Training = true;
        return names;
    }

    private static List<int> WriteOne(Module model, int blockSize, TorchGenerator generator)
    {
        var name = new List<int>();
        var context = new int[blockSize];
        while (true)
        {
            using var noGrad = Tensor.NoGrad();
            using var scope = Tensor.Scope();
            float[] probabilities = model.Forward(Tensor.From(context, [1, blockSize])).Softmax().ToFloats();
            int letter = generator.Multinomial<float>(probabilities);
            if (letter == 0)
            {
                return name;
            }

            name.Add(letter);
            context.AsSpan(1).CopyTo(context);
            context[^1] = letter;
        }
    }
}
