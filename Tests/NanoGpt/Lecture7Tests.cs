using NanoGpt;

namespace Tests;

/// <summary>Lecture 7's notebook, with its seed: the numbers and the text that it prints.</summary>
public class Lecture7Tests
{
    private const string Shakespeare = "tinyshakespeare/input.txt";
    private const int BatchSize = 4;
    private const int BlockSize = 8;

    /// <summary>What the notebook's untrained bigram model writes. Its author's torch seeded the model after drawing one batch.</summary>
    private const string FirstHundred = "\nSKIcLT;AcELMoTbvZv C?nq-QE33:CJqkOKH-q;:la!oiywkHjgChzbQ?u!3bLIgwevmyFJGUGp\nwnYWmnxKWWev-tDqXErVKLgJ";

    [DataFact(Shakespeare)]
    public void The_notebook_prints_its_numbers()
    {
        string text = File.ReadAllText(TestData.File(Shakespeare));
        var vocabulary = new Vocabulary(text);
        Assert.Equal(65, vocabulary.Size);
        int[] train = vocabulary.Encode(text)[..(int)(0.9 * text.Length)];

        // torch.manual_seed(1337) before the first batch
        var generator = new TorchGenerator(1337);
        var offsets = new int[BatchSize];
        generator.RandInt(0, train.Length - BlockSize, offsets);
        Assert.Equal([76049, 234249, 934904, 560986], offsets);
        var (x, y) = Batch(train, offsets, BlockSize);

        // torch.manual_seed(1337) before the model
        generator = new TorchGenerator(1337);
        var model = new Bigram(vocabulary.Size, BlockSize, generator, Device.Cpu);
        Assert.Equal(4.878634861, model.Loss(x, y).Item(), 1e-6); // 2 units in the last place of a float
        var sampler = new Sampler(model, generator);
        Assert.Equal(FirstHundred, vocabulary.Decode([0, .. sampler.Generate([0], 100)]));

        // 100 steps of AdamW with a learning rate of 1e-3 on batches of 32
        var optimizer = new AdamW(model.Parameters, 1e-3);
        double last = 0;
        for (int step = 0; step < 100; step++)
        {
            var starts = new int[32];
            generator.RandInt(0, train.Length - BlockSize, starts);
            var (inputs, targets) = Batch(train, starts, BlockSize);
            var loss = model.Loss(inputs, targets);
            optimizer.ZeroGrad();
            last = loss.Item();
            loss.Backward();
            optimizer.Step();
        }

        Assert.Equal(4.6563072, last, 1e-5);
    }

    private static (Tensor X, Tensor Y) Batch(int[] data, int[] offsets, int length)
    {
        int[] x = [.. offsets.SelectMany(start => data[start..(start + length)])];
        int[] y = [.. offsets.SelectMany(start => data[(start + 1)..(start + 1 + length)])];
        return (Tensor.From(x, (int[])[offsets.Length, length], Device.Cpu), Tensor.From(y, (int[])[offsets.Length, length], Device.Cpu));
    }
}
