using ILGPU;

namespace Kernels;

/// <summary>Arguments of <see cref="IKernels.SumForward"/>.</summary>
internal readonly record struct SumCall(Buffer X, Buffer Y, SumSizes Sizes, double Scale);

internal sealed partial class GpuKernels<TGroup>
{
    /// <summary>Sums: shapes are (outer, n, inner).</summary>
    internal Ladder<SumCall> SumForwardLadder => field ??= new(
        device.Offers,
        new("1 a thread a sum", c => SumThreads(new PlainSummand<FloatNumbers>(FloatsOf(c.X)), c.Y.Floats(), WholeSums(c.Sizes, (float)c.Scale))),
        new("2 a group a sum", c => SumGroups(new PlainSummand<FloatNumbers>(FloatsOf(c.X)), c.Y.Floats(), WholeSums(c.Sizes, (float)c.Scale)))
        {
            Fits = c => c.Sizes.SuitGroups,
        },
        new("3 two stages", c => SumInStages(new PlainSummand<FloatNumbers>(FloatsOf(c.X)), c.Y.Floats(), c.Sizes, (float)c.Scale, adds: false))
        {
            Fits = c => c.Sizes.Parts(TGroup.Size) > 1,
        })
    {
        Name = "sum forward",
        Shapes = [[1, 1, 1], [3, 5, 7], [65, 300, 1], [1, 70001, 1], [3, 9001, 1], [1, 5000, 33], [2, 3001, 5]],
        TinyShapes = [[1, 1, 1], [3, 5, 7], [2, 40, 1], [1, 1030, 1], [1, 150, 3]],
        LargeShapes = [[8192, 1024, 1], [1, 1 << 24, 1], [1, 8192, 768]],
        Operands = s => [new("x", OperandRole.In, s[0] * s[1] * s[2]), new("y", OperandRole.Out, s[0] * s[2])],
        Call = (b, s) => new SumCall(b[0], b[1], new SumSizes(s[0], s[1], s[2]), 1.0 / s[1]),
        Contract = (k, c) => k.SumForward(c.X, c.Y, c.Sizes.Outer, c.Sizes.N, c.Sizes.Inner, c.Scale),
        Terms = s => s[1],
        Flops = s => (double)s[0] * s[1] * s[2],
    };

    /// <inheritdoc/>
    public void SumForward(Buffer x, Buffer y, int outer, int n, int inner, double scale)
    {
        var sizes = new SumSizes(outer, n, inner);
        if (x.Type == DType.BF16)
        {
            SumForwardBFloat16Ladder.RunBest(new SumCall(x, y, sizes, scale));
        }
        else
        {
            SumForwardLadder.RunBest(new SumCall(x, y, sizes, scale));
        }

        KeepAlive(x, y);
    }

    /// <summary>Sums of bf16: shapes are (outer, n, inner).</summary>
    internal Ladder<SumCall> SumForwardBFloat16Ladder => field ??= new(
        device.Offers,
        new("1 as of floats", c => Sum(new PlainSummand<BFloat16Numbers>(BFloat16sOf(c.X)), c.Y.Floats(), c.Sizes, (float)c.Scale)),
        new("2 eight columns a thread", SumColumns) { Fits = c => c.Sizes is { Outer: 1, N: >= 64 } && c.Sizes.Inner % 8 == 0 && StartAtPieces(c.X), IsStudy = IsProcessor })
    {
        Name = "sum of bf16 forward",
        Shapes = [[1, 1, 1], [3, 5, 7], [1, 3001, 8], [1, 300, 264], [1, 70, 768]],
        TinyShapes = [[1, 1, 1], [3, 5, 7], [1, 150, 264]],
        LargeShapes = [[1, 8192, 768], [1, 32768, 3072]],
        Operands = s => [new("x", OperandRole.In, s[0] * s[1] * s[2]) { IsBFloat16 = true }, new("y", OperandRole.Out, s[0] * s[2])],
        Call = SumForwardLadder.Call,
        Contract = SumForwardLadder.Contract,
        Terms = SumForwardLadder.Terms,
        Flops = SumForwardLadder.Flops,
    };

    /// <summary>As many parts as occupy a large GPU, of which each thread has a few rows.</summary>
    private void SumColumns(SumCall c)
    {
        const int RowsOfThread = 8;
        var (n, inner) = (c.Sizes.N, c.Sizes.Inner);
        int tiles = Quotient(inner, SumColumns8<TGroup>.Width);
        int part = Math.Max(RowsOfThread * TGroup.Size / 32, Quotient(n, Quotient(SumSizes.ManyGroups, tiles)));
        int parts = Quotient(n, part);
        var scratch = device.Allocate(DType.F32, parts * inner);
        var sums = new FloatNumbers(new Buffer(scratch, 0, parts * inner).Floats());
        Launch(new SumColumns8<TGroup>(BFloat16sOf(c.X), sums, n, inner, part), tiles * parts);
        Sum(new PlainSummand<FloatNumbers>(sums), c.Y.Floats(), c.Sizes with { N = parts }, (float)c.Scale);
        scratch.Release();
    }

    /// <summary>y = scale·Σ of anything, or y += it, by the kernels of the ladder.</summary>
    private void Sum<TSummand>(TSummand summand, ArrayView<float> y, SumSizes sizes, float scale = 1, bool adds = false)
        where TSummand : struct, ISummand
    {
        if (sizes.Parts(TGroup.Size) > 1)
        {
            SumInStages(summand, y, sizes, scale, adds);
        }
        else if (sizes.SuitGroups)
        {
            SumGroups(summand, y, WholeSums(sizes, scale, adds));
        }
        else
        {
            SumThreads(summand, y, WholeSums(sizes, scale, adds));
        }
    }

    /// <summary>First the sums of parts, (outer, parts, inner), then their sums: always in the same order.</summary>
    private void SumInStages<TSummand>(TSummand summand, ArrayView<float> y, SumSizes sizes, float scale, bool adds)
        where TSummand : struct, ISummand
    {
        int part = Quotient(sizes.N, sizes.Parts(TGroup.Size));
        int parts = Quotient(sizes.N, part);
        int count = sizes.Sums * parts;
        var scratch = device.Allocate(DType.F32, count);
        var sums = new Buffer(scratch, 0, count).Floats();
        var stage = new SumStage(sizes.N, sizes.Inner, part, parts, 1, 0);
        if (sizes.SuitGroups)
        {
            SumGroups(summand, sums, stage);
        }
        else
        {
            SumThreads(summand, sums, stage);
        }

        Sum(new PlainSummand<FloatNumbers>(new FloatNumbers(sums)), y, sizes with { N = parts }, scale, adds);
        scratch.Release();
    }

    private void SumThreads<TSummand>(TSummand summand, ArrayView<float> y, SumStage stage)
        where TSummand : struct, ISummand
        => Launch(new Sum1Threads<TSummand, TGroup>(summand, y, stage), GroupsFor(y.IntLength));

    private void SumGroups<TSummand>(TSummand summand, ArrayView<float> y, SumStage stage)
        where TSummand : struct, ISummand
        => Launch(new Sum2Groups<TSummand, TGroup>(summand, y, stage), y.IntLength);

    private static SumStage WholeSums(SumSizes sizes, float scale, bool adds = false) => new(sizes.N, sizes.Inner, sizes.N, 1, scale, adds ? 1 : 0);

    /// <summary>a / b, rounded up.</summary>
    private static int Quotient(int a, int b) => (a + b - 1) / b;
}
