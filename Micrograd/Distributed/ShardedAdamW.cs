namespace Micrograd;

/// <summary>
/// AdamW whose moments are shared between the ranks (ZeRO stage 1): each keeps those of its slice of every bucket, 8/N bytes a
/// parameter instead of 8, updates that slice, and gives the new parameters to the others. As many bytes travel as in an all-reduce,
/// whose two halves are just this: the sums of slices, and everyone's slice to everyone.
/// Source: Rajbhandari et al. 2020, "ZeRO: Memory Optimizations Toward Training Trillion Parameter Models", section 5.1.
/// </summary>
public sealed class ShardedAdamW : AdamW
{
    private readonly record struct Piece(int Parameter, double WeightDecay, int Offset, int Place, int Length);

    private readonly GradientReducer reducer;
    private readonly List<Piece>[] pieces; // of each bucket: what lies in this rank's slice
    private readonly List<AdamWParameter> own = []; // one bucket's, for the kernel

    /// <summary>An optimizer of groups.</summary>
    /// <param name="groups">Together, the parameters that the reducer knows.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">Decay of the gradient's mean.</param>
    /// <param name="beta2">Decay of its square's mean.</param>
    /// <param name="eps">Keeps the division finite.</param>
    /// <param name="reducer">Has the gradients.</param>
    public ShardedAdamW(IReadOnlyList<ParameterGroup> groups, double learningRate, double beta1, double beta2, double eps, GradientReducer reducer)
        : base(groups, learningRate, beta1, beta2, eps, _ => [.. reducer.Buckets.Select(bucket => StateFor([bucket.Memory.Count / reducer.Group.Size], bucket.Memory.Device))])
    {
        this.reducer = reducer;
        var numbers = Parameters.Select((parameter, number) => (parameter, number)).ToDictionary(pair => pair.parameter, pair => pair.number);
        double[] decays = [.. groups.SelectMany(group => group.Parameters.Select(_ => group.WeightDecay))];
        pieces = [.. reducer.Buckets.Select(bucket => bucket.Parts.SelectMany(part => InSlice(bucket, part)).ToList())];

        IEnumerable<Piece> InSlice(GradientBucket bucket, BucketPart part)
        {
            var slice = bucket.Slice(reducer.Group.Rank, reducer.Group.Size);
            int number = numbers[part.Parameter];
            int begin = Math.Max(part.Offset, slice.Offset), end = Math.Min(part.Offset + part.Parameter.Count, slice.Offset + slice.Length);
            return begin < end ? [new Piece(number, decays[number], begin - part.Offset, begin - slice.Offset, end - begin)] : [];
        }
    }

    /// <inheritdoc/>
    private protected override void Step(GradientClip? clip)
    {
        Steps++;
        var exchanges = new Collective[pieces.Length];
        for (int b = 0; b < pieces.Length; b++)
        {
            var slice = reducer.Buckets[b].Slice(reducer.Group.Rank, reducer.Group.Size);
            foreach (var piece in pieces[b])
            {
                if (Parameters[piece.Parameter] is { Grad: not null } parameter)
                {
                    own.Add(new AdamWParameter(
                        Own(parameter, piece), Part(slice, piece), Part(FirstMoments[b].Buffer, piece), Part(SecondMoments[b].Buffer, piece), piece.WeightDecay));
                }
            }

            Update(own, clip);
            foreach (var piece in pieces[b])
            {
                if (Parameters[piece.Parameter] is { Grad: not null } parameter)
                {
                    parameter.Kernels.Copy(Own(parameter, piece), Part(slice, piece)); // its gradient is not needed any more: the parameter travels in its place
                }
            }

            exchanges[b] = reducer.Group.AllGather(reducer.Buckets[b].Memory.Buffer);
        }

        for (int b = 0; b < pieces.Length; b++)
        {
            exchanges[b].Wait();
            foreach (var (parameter, offset) in reducer.Buckets[b].Parts)
            {
                if (parameter.Grad is not null)
                {
                    parameter.Kernels.Copy(reducer.Buckets[b].Memory.Buffer with { Offset = offset, Length = parameter.Count }, parameter.Buffer);
                }
            }
        }

        GC.KeepAlive(this); // a kernel sees addresses only
    }

    /// <inheritdoc/>
    internal override Tensor ReadMoment(int parameter, IReadOnlyList<Tensor> moments)
    {
        var whole = Tensor.Zeros(Parameters[parameter].Shape, Parameters[parameter].Device);
        ForEachPiece(parameter, moments, (own, offset) => whole.Kernels.Copy(own, whole.Buffer with { Offset = offset, Length = own.Length }));
        reducer.Group.AllReduce(whole.Buffer).Wait(); // everyone has zeros where others have numbers
        return whole;
    }

    /// <inheritdoc/>
    internal override void WriteMoment(int parameter, IReadOnlyList<Tensor> moments, Tensor values) =>
        ForEachPiece(parameter, moments, (own, offset) => values.Kernels.Copy(values.Buffer with { Offset = offset, Length = own.Length }, own));

    private static Buffer Own(Tensor parameter, Piece piece) => parameter.Buffer with { Offset = parameter.Buffer.Offset + piece.Offset, Length = piece.Length };

    private static Buffer Part(Buffer slice, Piece piece) => slice with { Offset = slice.Offset + piece.Place, Length = piece.Length };

    private void ForEachPiece(int parameter, IReadOnlyList<Tensor> moments, Action<Buffer, int> copy)
    {
        for (int b = 0; b < pieces.Length; b++)
        {
            foreach (var piece in pieces[b].Where(piece => piece.Parameter == parameter))
            {
                copy(Part(moments[b].Buffer, piece), piece.Offset);
            }
        }
    }
}
