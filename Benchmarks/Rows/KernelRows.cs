namespace Benchmarks;

/// <summary>What is not a matrix product in a step of GPT-2: forward, backward and update, beside PyTorch.</summary>
public static class KernelRows
{
    private const int Rows = 4096, Columns = 1024, Channels = 768, Tokens = 256, Vocabulary = 50304;

    /// <summary>AdamW's four arrays of so many numbers are 192 MB, more than any cache holds.</summary>
    private const int Weights = 12_000_000;

    private static readonly AttentionShape Attention = new(1, 1024, Channels, Heads: 12);

    /// <summary>Each with its name and sizes in PyTorch's script, its work, and the kernel on operands of given lengths.</summary>
    private static readonly Entry[] Entries =
    [
        new("softmax", [Rows, Columns], Moves(2 * Rows * Columns), [Rows * Columns, Rows * Columns], (k, b) => k.SoftmaxForward(b[0], b[1], Rows, Columns)),
        new("softmax backward", [Rows, Columns], Moves(3 * Rows * Columns), [Rows * Columns, Rows * Columns, Rows * Columns], (k, b) => k.SoftmaxBackward(b[0], b[1], b[2], Rows, Columns)),
        new("layer norm", [Rows, Channels], Moves(2 * Rows * Channels), [Rows * Channels, Channels, Channels, Rows * Channels, Rows, Rows],
            (k, b) => k.LayerNormForward(b[0], b[1], b[2], b[3], b[4], b[5], Rows, Channels, 1e-5)),
        new("layer norm backward", [Rows, Channels], Moves(3 * Rows * Channels), [Rows * Channels, Channels, Rows, Rows, Rows * Channels, Rows * Channels, Channels, Channels],
            (k, b) => k.LayerNormBackward(b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], Rows, Channels)),
        new("gelu", [Rows, Columns], Moves(2 * Rows * Columns), [Rows * Columns, Rows * Columns], (k, b) => k.Unary(default(GeluErfOp), b[0], b[1])),
        new("gelu backward", [Rows, Columns], Moves(3 * Rows * Columns), [Rows * Columns, Rows * Columns, Rows * Columns, Rows * Columns],
            (k, b) => k.UnaryBackward(default(GeluErfOp), b[0], b[1], b[2], b[3])),
        new("cross entropy", [Tokens, Vocabulary], Moves(1.0 * Tokens * Vocabulary), [Tokens * Vocabulary, -Tokens, Tokens, Tokens],
            (k, b) => k.CrossEntropyForward(b[0], b[1], b[2], b[3], Tokens, Vocabulary, ignoreIndex: -100)),
        new("cross entropy backward", [Tokens, Vocabulary], Moves(2.0 * Tokens * Vocabulary), [Tokens * Vocabulary, -Tokens, Tokens, Tokens, Tokens * Vocabulary],
            (k, b) => k.CrossEntropyBackward(b[0], b[1], b[2], b[3], b[4], Tokens, Vocabulary, ignoreIndex: -100)),
        new("attention", [1, 1024, Channels, 12], new Work(Attention.ForwardFlops, Bound.Compute), [3 * 1024 * Channels, 1024 * Channels, 12 * 1024],
            (k, b) => k.AttentionForward(b[0], b[1], b[2], Attention)),
        new("attention backward", [1, 1024, Channels, 12], new Work(Attention.BackwardFlops, Bound.Compute), [3 * 1024 * Channels, 1024 * Channels, 12 * 1024, 1024 * Channels, 3 * 1024 * Channels],
            (k, b) => k.AttentionBackward(b[0], b[1], b[2], b[3], b[4], Attention)),
        new("AdamW", [Weights], Moves(7.0 * Weights), [Weights, Weights, Weights, Weights],
            (k, b) => k.AdamWStep([new(b[0], b[1], b[2], b[3], 0.1)], new AdamWSettings(1e-3, 0.9, 0.99, 1e-8, Step: 10))),
    ];

    /// <summary>All of them.</summary>
    /// <param name="threads">Threads of both.</param>
    public static IEnumerable<Plan> Plans(int threads)
    {
        foreach (var entry in Entries)
        {
            string name = $"kernel {entry.Operation} {string.Join('x', entry.Sizes)}";
            yield return new Plan(name, threads, () => Measure(name, entry, threads));
        }
    }

    private static Row Measure(string name, Entry entry, int threads)
    {
        var device = Target.Create(threads);
        Buffer[] operands = [.. entry.Lengths.Select(length => Operand(device, length))];
        var row = Row.Measure(name, threads, Target.Time(device, () => entry.Run(device.Kernels, operands)), StartPeer, entry.Work);
        Array.ForEach(operands, operand => operand.Storage.Release());
        Target.Release(device);
        return row;

        IPeer? StartPeer() => Target.IsProcessor ? PyTorch.StartIfAvailable("torch_operations.py", threads, [entry.Operation, .. entry.Sizes.Select(size => size.ToString())]) : null;
    }

    /// <summary>Numbers between 0 and 1, as moments and probabilities are; of a negative length, as many targets.</summary>
    private static Buffer Operand(Device device, int length)
    {
        var random = new Random(1);
        if (length < 0)
        {
            var targets = new Buffer(device.Allocate(DType.I32, -length), 0, -length);
            device.Write(targets, Enumerable.Range(0, -length).Select(_ => random.Next(Vocabulary)).ToArray());
            return targets;
        }

        var numbers = new Buffer(device.Allocate(device.FloatType, length), 0, length);
        device.Write(numbers, Enumerable.Range(0, length).Select(_ => random.NextSingle()).ToArray());
        return numbers;
    }

    private static Work Moves(double numbers) => new(sizeof(float) * numbers, Bound.Memory);

    private sealed record Entry(string Operation, int[] Sizes, Work Work, int[] Lengths, Action<IKernels, Buffer[]> Run);
}
