namespace Micrograd;

/// <summary>A parameter's gradient in its bucket.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Offset">The first element's place in the bucket.</param>
public readonly record struct BucketPart(Tensor Parameter, int Offset);

/// <summary>Gradients side by side, which travel together.</summary>
/// <param name="Memory">All of them: one axis, a multiple of N elements; what no gradient fills is zero.</param>
/// <param name="Parts">Whose they are.</param>
public sealed record GradientBucket(Tensor Memory, IReadOnlyList<BucketPart> Parts)
{
    /// <summary>The slice of a rank: a buffer of L/N elements.</summary>
    public Buffer Slice(int rank, int ranks)
    {
        int length = Memory.Count / ranks;
        return Memory.Buffer with { Offset = rank * length, Length = length };
    }
}

/// <summary>
/// Memory for all gradients in a few large pieces: one message of many megabytes costs less than a message for each layer norm.
/// They are filled in the order in which a backward pass finishes gradients, the last layer's first, so that a bucket can travel
/// while earlier layers are still computed. Gradients are made where they travel from; nothing is copied.
/// Source: Li et al. 2020, "PyTorch Distributed: Experiences on Accelerating Data Parallel Training".
/// </summary>
public static class GradientBuckets
{
    /// <summary>In so many buckets a model is cut, if they are neither too small nor too large then.</summary>
    private const int Usual = 8;

    /// <summary>Below this a message's start costs more than its bytes.</summary>
    private const long FewestBytes = 256 << 10;

    /// <summary>Above this nothing is gained: PyTorch's are of 25 MiB.</summary>
    private const long MostBytes = 32 << 20;

    /// <summary>Elements at whose multiples parameters and slices begin, as kernels for GPUs want it.</summary>
    private const int Alignment = 16;

    /// <summary>Cuts parameters into buckets. A parameter lies in one of them, however large it is.</summary>
    /// <param name="parameters">In the order in which a forward pass uses them.</param>
    /// <param name="ranks">N.</param>
    public static IReadOnlyList<GradientBucket> Of(IReadOnlyList<Tensor> parameters, int ranks)
    {
        int size = parameters[0].DType.Size();
        long total = parameters.Sum(parameter => (long)parameter.Count * size);
        long most = Math.Clamp(total / Usual, FewestBytes, MostBytes);
        var buckets = new List<GradientBucket>();
        var parts = new List<BucketPart>();
        int length = 0;
        for (int i = parameters.Count - 1; i >= 0; i--)
        {
            parts.Add(new BucketPart(parameters[i], length));
            length = RoundUp(length + parameters[i].Count, Alignment);
            if (i == 0 || ((long)length + parameters[i - 1].Count) * size > most)
            {
                buckets.Add(Bucket(parts, RoundUp(length, Alignment * ranks)));
                (parts, length) = ([], 0);
            }
        }

        return buckets;
    }

    private static GradientBucket Bucket(List<BucketPart> parts, int length)
    {
        var memory = Tensor.Zeros([length], parts[0].Parameter.Device);
        memory.Outlives = true;
        return new GradientBucket(memory, parts);
    }

    private static int RoundUp(int length, int multiple) => checked((length + multiple - 1) / multiple * multiple);
}
