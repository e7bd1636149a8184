using ILGPU.Runtime;

namespace Kernels;

internal sealed partial class GpuKernels<TGroup>
{
    private const int NormGroups = 1024;

    private readonly Dictionary<long, TensorList> parameterLists = [];
    private readonly Dictionary<long, TensorList> gradientLists = [];

    /// <summary>AdamW's steps: shapes are (elements, step, parameters that they are cut into, 1 for clipped gradients, 1 for rounded copies of every other parameter).</summary>
    internal Ladder<AdamWCall> AdamWLadder => field ??= new(
        device.Offers,
        new("1 a number a thread", c => ForEachParameter(c, (one, numbers, clip) => AdamWByNumber(one, numbers, clip, 0))),
        new("2 four numbers a thread", c => ForEachParameter(c, AdamWInQuads))
        {
            Fits = c => c.Parameters.All(one => QuadsOf(one.Parameter.Length, one.Parameter, one.Gradient, one.M, one.V) > 0),
            IsStudy = IsProcessor,
        },
        new("3 one launch", AdamWInOneLaunch) { Fits = CanReachAll })
    {
        Name = "AdamW",
        Shapes = [[1, 1, 1, 0, 0], [4, 2, 1, 0, 1], [1023, 1, 1, 1, 0], [4096, 100, 4, 0, 1], [9000, 3, 7, 1, 1]],
        TinyShapes = [[3, 1, 1, 0, 0], [36, 3, 1, 1, 1], [150, 2, 4, 1, 1]],
        LargeShapes = [[124_439_808, 10, 148, 1, 1]],
        Operands = s =>
        [
            new("parameter", OperandRole.InOut, s[0]), new("gradient", OperandRole.In, s[0]), new("m", OperandRole.InOut, s[0]), new("v", OperandRole.PositiveInOut, s[0]),
            new("squared norm", OperandRole.PositiveIn, 1), .. s[4] == 1 ? new[] { new LadderOperand("copy", OperandRole.Out, s[0]) { IsBFloat16 = true } } : [],
        ],
        Call = (b, s) => new AdamWCall(
            [.. Enumerable.Range(0, s[2]).Select(i => new AdamWParameter(Cut(b[0], i, s[2]), Cut(b[1], i, s[2]), Cut(b[2], i, s[2]), Cut(b[3], i, s[2]), 0.1 * i, s[4] == 1 && i % 2 == 0 ? Cut(b[5], i, s[2]) : null))],
            new AdamWSettings(0.01, 0.9, 0.99, 1e-8, s[1]),
            s[3] == 1 ? new GradientClip(b[4], 1) : null),
        Contract = (k, c) => k.AdamWStep(c.Parameters, c.Settings, c.Clip),
        Terms = _ => 1,
        Flops = s => 15.0 * s[0],
    };

    /// <summary>Sums of the squares of gradients: shapes are (elements, gradients that they are cut into).</summary>
    internal Ladder<SquaredNormCall> SquaredNormLadder => field ??= new(
        device.Offers,
        new("1 gradient by gradient", SumSquaresOneByOne),
        new("2 all at once", SumSquaresAtOnce) { Fits = c => c.Xs.All(x => TensorList.CanReach(device, c.Xs[0], x)) })
    {
        Name = "squared norm",
        Shapes = [[1, 1], [9000, 7], [70001, 3]],
        TinyShapes = [[3, 1], [150, 4]],
        LargeShapes = [[124_439_808, 148]],
        Operands = s => [new("x", OperandRole.In, s[0]), new("result", OperandRole.InOut, 1)],
        Call = (b, s) => new SquaredNormCall([.. Enumerable.Range(0, s[1]).Select(i => Cut(b[0], i, s[1]))], b[1]),
        Contract = (k, c) => k.AddSquaredNorm(c.Xs, c.Result),
        Terms = s => s[0],
        Flops = s => 2.0 * s[0],
    };

    /// <inheritdoc/>
    public void AdamWStep(IReadOnlyList<AdamWParameter> parameters, AdamWSettings settings, GradientClip? clip) =>
        AdamWLadder.RunBest(new AdamWCall(parameters, settings, clip));

    /// <inheritdoc/>
    public void AddSquaredNorm(IReadOnlyList<Buffer> xs, Buffer result) => SquaredNormLadder.RunBest(new SquaredNormCall(xs, result));

    /// <summary>One of so many nearly equal parts.</summary>
    private static Buffer Cut(Buffer whole, int part, int parts)
    {
        int begin = (int)((long)whole.Length * part / parts), end = (int)((long)whole.Length * (part + 1) / parts);
        return whole with { Offset = whole.Offset + begin, Length = end - begin };
    }

    private void ForEachParameter(AdamWCall c, Action<AdamWParameter, AdamWNumbers, ClipFactor> update)
    {
        for (int i = 0; i < c.Parameters.Count; i++)
        {
            var one = c.Parameters[i];
            update(one, new AdamWNumbers(c.Settings), Factor(c.Clip, one.Parameter));
            if (one.Copy is { } copy)
            {
                Convert(one.Parameter, copy);
            }
        }
    }

    private static ClipFactor Factor(GradientClip? clip, Buffer otherwise) => clip is { } given
        ? new(given.SquaredNorm.Floats(), (float)given.MaxNorm, 1)
        : new(otherwise.Floats(), 0, 0);

    private void AdamWByNumber(AdamWParameter one, AdamWNumbers numbers, ClipFactor clip, int from) => Launch(
        new AdamW1Numbers<TGroup>(one.Parameter.Floats(), one.Gradient.Floats(), one.M.Floats(), one.V.Floats(), numbers, (float)one.WeightDecay, clip, from),
        GroupsFor(one.Parameter.Length - from));

    private void AdamWInQuads(AdamWParameter one, AdamWNumbers numbers, ClipFactor clip)
    {
        int quads = one.Parameter.Length / 4;
        Launch(
            new AdamW2Quads<TGroup>(one.Parameter.Floats(), one.Gradient.Floats(), one.M.Floats(), one.V.Floats(), numbers, (float)one.WeightDecay, clip, quads), GroupsFor(quads));
        AdamWByNumber(one, numbers, clip, 4 * quads);
    }

    private bool CanReachAll(AdamWCall c)
    {
        Buffer? firstCopy = null;
        for (int i = 0; i < c.Parameters.Count; i++)
        {
            var (first, one) = (c.Parameters[0], c.Parameters[i]);
            firstCopy ??= one.Copy;
            if (!TensorList.CanReach(device, first.Parameter, one.Parameter) || !TensorList.CanReach(device, first.Gradient, one.Gradient)
                || !TensorList.CanReach(device, first.M, one.M) || !TensorList.CanReach(device, first.V, one.V)
                || (firstCopy is { } copy && !TensorList.CanReach(device, copy, one.Copy)))
            {
                return false;
            }
        }

        return true;
    }

    private void AdamWInOneLaunch(AdamWCall c)
    {
        var list = ListFor(parameterLists, 5, c.Parameters[0].Parameter);
        list.Begin(c.Parameters.Count);
        for (int i = 0; i < c.Parameters.Count; i++)
        {
            var (parameter, gradient, m, v, weightDecay, copy) = c.Parameters[i];
            list.Add(weightDecay, parameter, gradient, m, v, copy);
        }

        if (list.Pieces > 0)
        {
            var any = c.Parameters[0].Parameter;
            var copies = list.Origin(4, any);
            var kernel = new AdamW3OneLaunch<TGroup>(
                list.View,
                list.Origin(0, any).Floats(),
                list.Origin(1, any).Floats(),
                list.Origin(2, any).Floats(),
                list.Origin(3, any).Floats(),
                copies.As<ushort>(),
                new AdamWNumbers(c.Settings),
                Factor(c.Clip, any));
            Launch(kernel, list.Pieces);
        }

        GC.KeepAlive(c.Parameters);
    }

    private void SumSquaresOneByOne(SquaredNormCall c)
    {
        for (int i = 0; i < c.Xs.Count; i++)
        {
            Sum(new SquareSummand(c.Xs[i].Floats()), c.Result.Floats(), new SumSizes(1, c.Xs[i].Length, 1), adds: true);
            KeepAlive(c.Xs[i], c.Result);
        }
    }

    private void SumSquaresAtOnce(SquaredNormCall c)
    {
        var list = ListFor(gradientLists, 1, c.Xs[0]);
        list.Begin(c.Xs.Count);
        for (int i = 0; i < c.Xs.Count; i++)
        {
            list.Add(0, c.Xs[i]);
        }

        if (list.Pieces > 0)
        {
            int groups = Math.Min(list.Pieces, NormGroups);
            var sums = Scratch(groups);
            Launch(new SquaredNorms<TGroup>(list.View, list.Origin(0, c.Xs[0]).Floats(), sums.Floats(), list.Pieces), groups);
            Sum(new PlainSummand<FloatNumbers>(FloatsOf(sums)), c.Result.Floats(), new SumSizes(1, groups, 1), adds: true);
            sums.Storage.Release();
        }

        KeepAlive(c.Result);
        GC.KeepAlive(c.Xs);
    }

    /// <summary>The table that a list of tensors had in the step before. Lists that nobody asks for any more are forgotten with all others.</summary>
    private TensorList ListFor(Dictionary<long, TensorList> lists, int roles, Buffer first)
    {
        const int Most = 64;
        long key = (long)first.As<byte>().LoadEffectiveAddressAsPtr();
        if (!lists.TryGetValue(key, out var list))
        {
            if (lists.Count == Most)
            {
                foreach (var old in lists.Values)
                {
                    old.Release();
                }

                lists.Clear();
            }

            list = new TensorList(device, roles, TGroup.Size);
            lists.Add(key, list);
        }

        return list;
    }

    /// <inheritdoc/>
    public void SgdStep(Buffer parameter, Buffer gradient, Buffer? momentumBuffer, double learningRate, double momentum, double weightDecay)
    {
        var (rate, decay) = ((float)learningRate, (float)weightDecay);
        if (momentumBuffer is { } velocity)
        {
            var kernel = new SgdMomentumStep<TGroup>(parameter.Floats(), gradient.Floats(), velocity.Floats(), rate, (float)momentum, decay);
            Launch(kernel, GroupsFor(parameter.Length));
        }
        else
        {
            Launch(new SgdStep<TGroup>(parameter.Floats(), gradient.Floats(), rate, decay), GroupsFor(parameter.Length));
        }
    }

    /// <inheritdoc/>
    public void ClipByNorm(Buffer x, Buffer squaredNorm, double maxNorm) =>
        Launch(new ClipByNorm<TGroup>(x.Floats(), squaredNorm.Floats(), (float)maxNorm), GroupsFor(x.Length));
}

/// <summary>Arguments of <see cref="IKernels.AdamWStep"/>.</summary>
internal readonly record struct AdamWCall(IReadOnlyList<AdamWParameter> Parameters, AdamWSettings Settings, GradientClip? Clip);

/// <summary>Arguments of <see cref="IKernels.AddSquaredNorm"/>.</summary>
internal readonly record struct SquaredNormCall(IReadOnlyList<Buffer> Xs, Buffer Result);
